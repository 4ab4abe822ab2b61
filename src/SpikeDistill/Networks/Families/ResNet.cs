using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Networks.Families;

/// <summary>
/// Residual networks for small images: a 3x3 stem without max-pool, stages of basic blocks that double the width and, from
/// the second on, halve the size, the activation after the sum (methods reference 5.2; He et al., CVPR 2016).
/// Parameters carry torchvision's names; a hidden layer, which torchvision does not have, makes <c>fc1</c> and <c>fc2</c> of <c>fc</c>.
/// </summary>
public static class ResNet
{
    /// <summary>A residual network of basic blocks.</summary>
    /// <param name="blocks">Blocks of each stage.</param>
    /// <param name="width">Channels of the first stage.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="stemStride">Stride of the first convolution.</param>
    /// <param name="inputChannels">Channels of the images.</param>
    /// <exception cref="ArgumentException">Impossible sizes.</exception>
    public static NetworkDescription Describe(IReadOnlyList<int> blocks, int width, int classes, int stemStride = 1, int inputChannels = 3)
        => NetworkRegistry.Describe(
            new NetworkSettings
            {
                Architecture = "resnet",
                Blocks = blocks,
                Width = width,
                Classes = classes,
                StemStride = stemStride,
                InputChannels = inputChannels,
            });

    internal static NetworkDescription Describe(string name, ResNetLayout layout, NetworkSettings settings)
    {
        NetworkBuilder net = new(name, new ImageSize(settings.InputChannels));
        int channels = settings.Width * layout.StemWidths;
        string x = net.Add(new ConvolutionNode("conv1", Node.Image, channels) { Stride = settings.StemStride });
        x = net.Add(new NormalizationNode("bn1", x));
        x = net.Add(new RepeatNode("stem.repeat", x));
        x = net.Add(new ActivationNode("stem", x) { StoredAs = "sn1" });
        for (int stage = 0; stage < layout.Blocks.Count; stage++)
        {
            int outputs = settings.Width * layout.StageWidths << stage;
            for (int block = 0; block < layout.Blocks[stage]; block++)
            {
                bool first = block == 0, last = block == layout.Blocks[stage] - 1;
                x = AddBlock(net, $"layer{stage + 1}.{block}", x, channels, outputs, stride: stage > 0 && first ? 2 : 1, last);
                channels = outputs;
            }
        }

        x = net.Add(new GlobalAveragePoolNode("global_pool", x));
        AddClassifier(net, x, hidden: settings.Width * layout.HiddenWidths, settings.Classes);
        return net.Build();
    }

    private static string AddBlock(NetworkBuilder net, string name, string input, int inputs, int outputs, int stride, bool endsStage)
    {
        string x = net.Add(new ConvolutionNode(name + ".conv1", input, outputs) { Stride = stride });
        x = net.Add(new NormalizationNode(name + ".bn1", x));
        x = net.Add(new ActivationNode(name + ".1", x) { StoredAs = name + ".sn1" });
        x = net.Add(new ConvolutionNode(name + ".conv2", x, outputs));
        x = net.Add(new NormalizationNode(name + ".bn2", x));
        string shortcut = input;
        if (stride != 1 || inputs != outputs)
        {
            shortcut = net.Add(new ConvolutionNode(name + ".downsample.0", input, outputs) { Kernel = 1, Stride = stride });
            shortcut = net.Add(new NormalizationNode(name + ".downsample.1", shortcut));
        }

        x = net.Add(new AddNode(name + ".add", x, shortcut));
        return net.Add(new ActivationNode(name + ".2", x) { StoredAs = name + ".sn2", Feature = endsStage });
    }

    private static void AddClassifier(NetworkBuilder net, string x, int hidden, int classes)
    {
        if (hidden == 0)
        {
            net.Add(new LinearNode("fc", x, classes));
            return;
        }

        // The neurons between two linear layers are told by the first one's name.
        x = net.Add(new LinearNode("fc1.linear", x, hidden) { StoredAs = "fc1" });
        x = net.Add(new ActivationNode("fc1", x));
        net.Add(new LinearNode("fc2", x, classes));
    }
}
