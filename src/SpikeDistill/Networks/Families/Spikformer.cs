using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Networks.Families;

/// <summary>
/// Spikformer (Zhou et al., ICLR 2023): spiking patch splitting, then blocks of spiking self attention and two linear layers, each
/// convolution or linear layer normalized and followed by neurons, so that what is added is spikes. The logits of a step are those of
/// the mean token. Parameters carry the names of the public code, without the layer normalizations that it declares and does not use.
/// </summary>
/// <remarks>
/// Patches of 4 pixels are its network for 32x32 images: two pools, linear layers with bias. Patches of 16 are its network for 224x224:
/// a pool behind each of the four convolutions, and 1x1 convolutions, without bias before queries, keys and values. A finished stage
/// is a block: its tokens as a map.
/// </remarks>
public sealed record Spikformer
{
    /// <summary>Blocks.</summary>
    public int Depth { get; init; } = 4;

    /// <summary>Channels of a token, a multiple of 8.</summary>
    public int Dimension { get; init; } = 384;

    /// <summary>Heads of the attention; null for 12 of patches of 4 pixels where they share the channels out, else 8.</summary>
    public int? Heads { get; init; }

    /// <summary>Pixels of a patch's side: 4 or 16.</summary>
    public int PatchSize { get; init; } = 4;

    /// <summary>How many times wider a block's hidden layer is than its tokens.</summary>
    public int MlpRatio { get; init; } = 4;

    private bool OfLargeImages => PatchSize == 16;

    /// <summary>The network.</summary>
    /// <param name="classes">Number of classes.</param>
    /// <param name="inputChannels">Channels of the images.</param>
    /// <exception cref="ArgumentException">Impossible sizes.</exception>
    public NetworkDescription Describe(int classes, int inputChannels = 3)
    {
        TransformerSizes.Require(Dimension, PatchSize);
        NetworkBuilder net = new("spikformer", new ImageSize(inputChannels));
        string x = AddPatches(net);
        for (int block = 0; block < Depth; block++)
        {
            string name = $"block.{block}";
            x = net.Add(new AddNode(name + ".attn.add", x, AddAttention(net, name + ".attn", x)));
            x = net.Add(new AddNode(name + ".mlp.add", x, AddHidden(net, name + ".mlp", x)) { Feature = true });
        }

        x = net.Add(new MeanOverTokensNode("mean", x));
        net.Add(new LinearNode("head", x, classes) { Deviation = TransformerSizes.Deviation });
        return net.Build();
    }

    private string AddPatches(NetworkBuilder net)
    {
        int pools = OfLargeImages ? 4 : 2;
        string x = Node.Image;
        for (int stage = 0; stage < 4; stage++)
        {
            string end = stage == 0 ? "" : $"{stage}";
            x = net.Add(new ConvolutionNode("patch_embed.proj_conv" + end, x, Dimension >> (3 - stage)));
            x = net.Add(new NormalizationNode("patch_embed.proj_bn" + end, x));
            x = stage == 0 ? net.Add(new RepeatNode("patch_embed.repeat", x)) : x;
            x = net.Add(new ActivationNode("patch_embed.proj_lif" + end, x));
            x = stage < 4 - pools ? x : net.Add(new MaxPoolNode("patch_embed.maxpool" + end, x) { Kernel = 3, Stride = 2, Padding = 1 });
        }

        string position = net.Add(new ConvolutionNode("patch_embed.rpe_conv", x, Dimension));
        position = net.Add(new NormalizationNode("patch_embed.rpe_bn", position));
        position = net.Add(new ActivationNode("patch_embed.rpe_lif", position));
        x = net.Add(new AddNode("patch_embed.add", position, x));
        return net.Add(new ToTokensNode("tokens", x));
    }

    private string AddAttention(NetworkBuilder net, string name, string x)
    {
        string q = AddLayer(net, $"{name}.q", x, Dimension, bias: !OfLargeImages);
        string k = AddLayer(net, $"{name}.k", x, Dimension, bias: !OfLargeImages);
        string v = AddLayer(net, $"{name}.v", x, Dimension, bias: !OfLargeImages);
        x = net.Add(new SpikeAttentionNode($"{name}.attn", q, k, v) { Heads = TransformerSizes.Heads(Heads, Dimension, PatchSize) });
        x = net.Add(new ActivationNode($"{name}.attn_lif", x) { Threshold = TransformerSizes.AttentionThreshold });
        return AddLayer(net, $"{name}.proj", x, Dimension);
    }

    private string AddHidden(NetworkBuilder net, string name, string x)
    {
        x = AddLayer(net, $"{name}.fc1", x, Dimension * MlpRatio);
        return AddLayer(net, $"{name}.fc2", x, Dimension);
    }

    private string AddLayer(NetworkBuilder net, string name, string x, int outputs, bool bias = true)
    {
        x = net.Add(new LinearNode(name + (OfLargeImages ? "_conv" : "_linear"), x, outputs) { Bias = bias, Deviation = TransformerSizes.Deviation });
        x = net.Add(new NormalizationNode(name + "_bn", x));
        return net.Add(new ActivationNode(name + "_lif", x));
    }
}
