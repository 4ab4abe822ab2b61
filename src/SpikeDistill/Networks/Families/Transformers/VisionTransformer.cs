using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Families;

/// <summary>
/// The vision transformer (Dosovitskiy et al., ICLR 2021), an ANN: patches as tokens, a learned position, blocks of attention and two
/// linear layers with layer normalization before each, in the sizes, with the names and the values of timm. It fires nothing and is a
/// teacher; images of another size are resized first, bicubically, as BKDSNN does with 32x32 (Xu et al., ECCV 2024).
/// </summary>
/// <remarks>Its one stage feature is the vector before the classifier, a map of one pixel.</remarks>
public sealed record VisionTransformer : TransformerFamily
{
    private static readonly Layout S16 = new("vit-s16", "ViT-S/16", 384, 6), B16 = new("vit-b16", "ViT-B/16", 768, 12);

    private static readonly Dictionary<Layout, Entry<NetworkFamily>> Entries = new[] { S16, B16 }.ToDictionary(layout => layout, EntryOf);

    private readonly Layout _layout;

    /// <summary>ViT-S/16, unless initializers say otherwise.</summary>
    public VisionTransformer()
        : this(S16)
    {
    }

    private VisionTransformer(Layout layout)
    {
        _layout = layout;
        (Depth, Dimension, Heads, PatchSize) = (12, layout.Dimension, layout.Heads, 16);
    }

    /// <summary>ViT-S/16.</summary>
    public static VisionTransformer Small { get; } = new(S16);

    /// <summary>ViT-B/16.</summary>
    public static VisionTransformer Base { get; } = new(B16);

    /// <summary>What recipes can say of them.</summary>
    public static IReadOnlyList<Entry<NetworkFamily>> All => [.. Entries.Values];

    /// <summary>Heads of the attention, which share the channels out.</summary>
    public int Heads { get; init; }

    /// <summary>Pixels of the side that images are resized to, a multiple of <see cref="TransformerFamily.PatchSize"/>.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>Whether the classifier reads a class token; else the mean over all tokens.</summary>
    public bool ClassToken { get; init; } = true;

    /// <inheritdoc/>
    public override bool Fires => false;

    /// <inheritdoc/>
    protected override Entry<NetworkFamily> Declared => Entries[_layout];

    /// <inheritdoc/>
    public override IEnumerable<NetworkFamily> Guesses(WeightShapes shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        bool token = shapes.Find("cls_token").Count > 0;
        int patch = shapes.First.Count == 4 ? shapes.First[3] : PatchSize, positions = shapes.Find("pos_embed") is [.., var tokens, _] ? tokens : 0;
        int side = (int)Math.Sqrt(positions - (token ? 1 : 0));
        return base.Guesses(shapes).Select(one => (VisionTransformer)one with { PatchSize = patch, ImageSize = side * patch, ClassToken = token });
    }

    /// <inheritdoc/>
    public override NetworkDescription Describe(NetworkInputs inputs)
    {
        if (ImageSize % PatchSize != 0)
        {
            throw new ArgumentException($"'image_size' must be a multiple of 'patch_size', {PatchSize}, not {ImageSize}.");
        }

        NetworkBuilder net = new(Name, new Graphs.ImageSize(inputs.Channels));
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
        net.Add(new LinearNode("head", x, inputs.Classes) { Deviation = TransformerBuilder.Deviation });
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

    private static Entry<NetworkFamily> EntryOf(Layout layout) => Entry<NetworkFamily>.Of(
        layout.Name,
        $"{layout.Words}: a vision transformer, an ANN, which resizes images first (Dosovitskiy et al., ICLR 2021)",
        OptionsOf(() => new VisionTransformer(layout))
            .Key("heads", Kinds.Integer(1, 1 << 12), f => f.Heads, (f, v) => f with { Heads = v }, "Heads of the attention, which share the channels out.")
            .Key(
                "image_size",
                Kinds.Integer(1, 1 << 14),
                f => f.ImageSize,
                (f, v) => f with { ImageSize = v },
                "Pixels of the side that images are resized to, bicubically; a multiple of the patch's.")
            .Key(
                "class_token",
                Kinds.Flag,
                f => f.ClassToken,
                (f, v) => f with { ClassToken = v },
                "Whether the classifier reads a class token; else the mean over all tokens."));

    /// <param name="Name">Its name in recipes.</param>
    /// <param name="Words">What it is called.</param>
    /// <param name="Dimension">Channels of a token.</param>
    /// <param name="Heads">Heads of the attention.</param>
    private sealed record Layout(string Name, string Words, int Dimension, int Heads);
}
