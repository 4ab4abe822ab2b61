using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Networks.Families;

/// <summary>
/// The vision transformer (Dosovitskiy et al., ICLR 2021), an ANN: patches as tokens, a learned position, blocks of attention and two
/// linear layers with layer normalization before each, in the sizes, with the names and the values of timm. It fires nothing and is a
/// teacher; images of another size are resized first, bicubically, as BKDSNN does with 32x32 (Xu et al., ECCV 2024).
/// </summary>
/// <remarks>Its one stage feature is the vector before the classifier, a map of one pixel.</remarks>
public sealed record VisionTransformer
{
    /// <summary>ViT-S/16.</summary>
    public static VisionTransformer Small { get; } = new() { Dimension = 384, Heads = 6 };

    /// <summary>ViT-B/16.</summary>
    public static VisionTransformer Base { get; } = new() { Dimension = 768, Heads = 12 };

    /// <summary>Blocks.</summary>
    public int Depth { get; init; } = 12;

    /// <summary>Channels of a token.</summary>
    public int Dimension { get; init; } = 384;

    /// <summary>Heads of the attention, which share the channels out.</summary>
    public int Heads { get; init; } = 6;

    /// <summary>Pixels of a patch's side.</summary>
    public int PatchSize { get; init; } = 16;

    /// <summary>Pixels of the side that images are resized to, a multiple of <see cref="PatchSize"/>.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>How many times wider a block's hidden layer is than its tokens.</summary>
    public int MlpRatio { get; init; } = 4;

    /// <summary>Whether the classifier reads a class token; else the mean over all tokens.</summary>
    public bool ClassToken { get; init; } = true;

    /// <summary>The network.</summary>
    /// <param name="classes">Number of classes.</param>
    /// <param name="inputChannels">Channels of the images.</param>
    /// <exception cref="ArgumentException">Impossible sizes.</exception>
    public NetworkDescription Describe(int classes, int inputChannels = 3)
    {
        if (ImageSize % PatchSize != 0)
        {
            throw new ArgumentException($"'image_size' must be a multiple of 'patch_size', {PatchSize}, not {ImageSize}.");
        }

        NetworkBuilder net = new("vit", new Graphs.ImageSize(inputChannels));
        string x = net.Add(new ResizeNode("resize", Node.Image) { Height = ImageSize, Width = ImageSize });
        x = net.Add(new ConvolutionNode("patch_embed.proj", x, Dimension) { Kernel = PatchSize, Stride = PatchSize, Padding = 0, Bias = true });
        x = net.Add(new ToTokensNode("tokens", x));
        x = ClassToken ? net.Add(new ClassTokenNode("cls_token", x)) : x;
        x = net.Add(new PositionNode("pos_embed", x));
        for (int block = 0; block < Depth; block++)
        {
            string name = $"blocks.{block}";
            x = net.Add(new AddNode($"{name}.attn.add", AddAttention(net, name, x), x));
            x = net.Add(new AddNode($"{name}.mlp.add", AddHidden(net, name, x), x));
        }

        x = ClassToken
            ? net.Add(new SelectTokenNode("token", net.Add(new LayerNormNode("norm", x))))
            : net.Add(new LayerNormNode("fc_norm", net.Add(new MeanOverTokensNode("mean", x))));
        x = net.Add(new RepeatNode("repeat", x) { Feature = true });
        net.Add(new LinearNode("head", x, classes) { Deviation = TransformerBuilder.Deviation });
        return net.Build();
    }

    private string AddAttention(NetworkBuilder net, string name, string x)
    {
        x = net.Add(new LayerNormNode($"{name}.norm1", x));
        x = AddLinear(net, $"{name}.attn.qkv", x, 3 * Dimension);
        x = net.Add(new AttentionNode($"{name}.attn", x) { Heads = Heads });
        return AddLinear(net, $"{name}.attn.proj", x, Dimension);
    }

    private string AddHidden(NetworkBuilder net, string name, string x)
    {
        x = net.Add(new LayerNormNode($"{name}.norm2", x));
        x = net.Add(new GeluNode($"{name}.mlp.act", AddLinear(net, $"{name}.mlp.fc1", x, MlpRatio * Dimension)));
        return AddLinear(net, $"{name}.mlp.fc2", x, Dimension);
    }

    private static string AddLinear(NetworkBuilder net, string name, string x, int outputs)
        => net.Add(new LinearNode(name, x, outputs) { Deviation = TransformerBuilder.Deviation });
}
