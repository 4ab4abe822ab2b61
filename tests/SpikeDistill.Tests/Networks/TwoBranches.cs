using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Tests.Networks;

/// <summary>A network of one's own: two branches, a grouped 5x5 convolution, a max pool and linear layers.</summary>
internal static class TwoBranches
{
    public static NetworkDescription Describe(int channels = 1, int height = 28, int width = 28)
    {
        NetworkBuilder net = new("two-branch", new ImageSize(channels, height, width));
        string stem = Fire("stem", net.Add(new ConvolutionNode("stem.conv", Node.Image, 8) { Stride = 2 }), still: true);
        string left = Fire("left", net.Add(new ConvolutionNode("left.conv", stem, 16) { Kernel = 5, Groups = 4 }));
        string right = net.Add(new ConvolutionNode("right.conv", stem, 16) { Kernel = new Extent(1, 3), Bias = true });
        right = net.Add(new NormalizationNode("right.bn", right));
        string x = net.Add(new AddNode("joined", left, right));
        x = net.Add(new ActivationNode("right", x) { Feature = true });
        x = net.Add(new MaxPoolNode("pool", x));
        x = Fire("last", net.Add(new ConvolutionNode("last.conv", x, 8) { Stride = 2 }), feature: true);
        x = net.Add(new FlattenNode("flat", x));
        x = net.Add(new MatrixProductNode("product", x, 12));
        x = net.Add(new ActivationNode("hidden", x));
        net.Add(new LinearNode("fc", x, 10));
        return net.Build();

        string Fire(string name, string from, bool still = false, bool feature = false)
        {
            string current = net.Add(new NormalizationNode(name + ".bn", from));
            current = still ? net.Add(new RepeatNode(name + ".repeat", current)) : current;
            return net.Add(new ActivationNode(name, current) { Feature = feature });
        }
    }
}
