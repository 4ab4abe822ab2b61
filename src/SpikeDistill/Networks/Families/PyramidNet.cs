using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Networks.Normalizations;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Families;

/// <summary>
/// Pyramidal residual networks (Han et al., CVPR 2017) with basic blocks: every block is wider than the one before by the same amount,
/// normalizes three times and fires once; its shortcut is pooled where the size halves and padded with channels of zeros. Parameters
/// carry the names of the authors' code.
/// </summary>
public sealed record PyramidNet : NetworkFamily
{
    private static readonly Layout Free = new(
        "pyramidnet", "PyramidNet for small images (Han et al., CVPR 2017), depth 110, alpha 48", [18, 18, 18], Width: 16);

    private static readonly Dictionary<Layout, Entry<NetworkFamily>> Entries = new Layout[]
    {
        Free,
        new(
            "pyramidnet18",
            "PyramidNet-18 (KDSNN's teacher, of which no code is public: the blocks of the authors' network for ImageNet, small images)",
            [2, 2, 2, 2],
            Width: 64),
    }.ToDictionary(layout => layout, EntryOf);

    private readonly Layout _layout;

    /// <summary>PyramidNet-110 with a widening of 48.</summary>
    public PyramidNet()
        : this(Free)
    {
    }

    private PyramidNet(Layout layout) => (_layout, Blocks, Width) = (layout, layout.Blocks, layout.Width);

    /// <summary>What recipes can say of them.</summary>
    public static IReadOnlyList<Entry<NetworkFamily>> All => [.. Entries.Values];

    /// <summary>Blocks of each stage; the authors' depth for small images is 2 and twice their sum.</summary>
    public IReadOnlyList<int> Blocks { get; init; }

    /// <summary>The paper's α: by how many channels the last block is wider than the stem.</summary>
    public int Widening { get; init; } = 48;

    /// <summary>Channels of the stem.</summary>
    public int Width { get; init; }

    /// <inheritdoc/>
    public override string Title => $"{Name} [{string.Join(",", Blocks)}], alpha {Widening}, width {Width}";

    /// <inheritdoc/>
    protected override Entry<NetworkFamily> Declared => Entries[_layout];

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (Blocks.Count is 0 or > 6)
        {
            throw new ArgumentException(
                $"The architecture '{Name}' needs 'blocks', one to six numbers such as [18, 18, 18], not [{string.Join(", ", Blocks)}].");
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<NetworkFamily> Guesses(WeightShapes shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        int width = shapes.FirstChannels;
        return [this with { Blocks = shapes.Stages, Width = width, Widening = shapes.ClassifierInputs - width }];
    }

    /// <inheritdoc/>
    public override NetworkDescription Describe(NetworkInputs inputs)
    {
        NetworkBuilder net = new(Name, new ImageSize(inputs.Channels));
        string x = net.Add(inputs.Normalization.Node(new("bn1", net.Add(new ConvolutionNode("conv1", Node.Image, Width)))));
        double exact = Width;
        int channels = Width;
        bool still = true;
        foreach ((int stage, int count) in Blocks.Index())
        {
            for (int block = 0; block < count; block++)
            {
                // Fractions add up from block to block, and are rounded to even as the authors' code has it.
                exact += (double)Widening / Blocks.Sum();
                int outputs = (int)Math.Round(exact, MidpointRounding.ToEven);
                x = AddBlock(
                    net, inputs.Normalization, $"layer{stage + 1}.{block}", x, channels, outputs, stage > 0 && block == 0 ? 2 : 1, still, block == count - 1);
                (channels, still) = (outputs, false);
            }
        }

        x = net.Add(inputs.Normalization.Node(new("bn_final", x)));
        x = net.Add(new ActivationNode("last", x) { StoredAs = "sn_final" });
        net.Add(new LinearNode("fc", net.Add(new GlobalAveragePoolNode("global_pool", x)), inputs.Classes));
        return net.Build();
    }

    /// <inheritdoc/>
    public bool Equals(PyramidNet? other)
        => base.Equals(other) && _layout == other._layout && Blocks.SequenceEqual(other.Blocks) && (Widening, Width) == (other.Widening, other.Width);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), _layout, Blocks.Count, Widening, Width);

    private static string AddBlock(
        NetworkBuilder net, Normalization normalization, string name, string input, int channels, int outputs, int stride, bool still, bool endsStage)
    {
        string x = net.Add(normalization.Node(new(name + ".bn1", input)));
        x = net.Add(new ConvolutionNode(name + ".conv1", x, outputs) { Stride = stride });
        x = net.Add(normalization.Node(new(name + ".bn2", x)));
        x = still ? net.Add(new RepeatNode(name + ".repeat", x)) : x;
        x = net.Add(new ActivationNode(name + ".1", x) { StoredAs = name + ".sn1" });
        x = net.Add(new ConvolutionNode(name + ".conv2", x, outputs));
        x = net.Add(normalization.Node(new(name + ".bn3", x) { Summands = 2 }));
        string shortcut = still ? net.Add(new RepeatNode(name + ".shortcut.repeat", input)) : input;
        shortcut = stride == 1 ? shortcut : net.Add(new AveragePoolNode(name + ".pool", shortcut));
        shortcut = channels == outputs ? shortcut : net.Add(new PadChannelsNode(name + ".pad", shortcut, outputs));
        return net.Add(new AddNode(name + ".add", x, shortcut) { Feature = endsStage });
    }

    private static Entry<NetworkFamily> EntryOf(Layout layout) => Entry<NetworkFamily>.Of(
        layout.Name,
        layout.Summary,
        new Section<PyramidNet>(() => new PyramidNet(layout))
            .Key("blocks", ResNetLayout.BlocksKind, f => f.Blocks, (f, v) => f with { Blocks = v }, "Blocks of each stage, one to six.")
            .Key(
                "widening",
                Kinds.Integer(0, 4096),
                f => f.Widening,
                (f, v) => f with { Widening = v },
                "By how many channels the last block is wider than the stem: alpha.")
            .Key("width", FamilyOptions.Width, f => f.Width, (f, v) => f with { Width = v }, "Channels of the stem."));

    /// <param name="Name">Its name in recipes.</param>
    /// <param name="Summary">What it is, in a line.</param>
    /// <param name="Blocks">Blocks of each stage.</param>
    /// <param name="Width">Channels of the stem.</param>
    private sealed record Layout(string Name, string Summary, IReadOnlyList<int> Blocks, int Width);
}
