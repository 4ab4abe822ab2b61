using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Families;

/// <summary>
/// Spike-element-wise residual networks (Fang et al., NeurIPS 2021) as the authors' code lays them out: every block's branch ends in
/// neurons, and their spikes are joined with those of the identity; a projection fires too. What the stem gives is repeated over time.
/// Parameters carry torchvision's names, but for the projections' neurons, <c>downsample.2</c>.
/// </summary>
public sealed record SewResNet : ConvolutionalFamily
{
    private static readonly ResNetLayout Free = new("sew-resnet", "a SEW ResNet whose blocks are given", []);

    private static readonly ResNetLayout Layout18 = new("sew-resnet18", "SEW ResNet-18 (Fang et al., NeurIPS 2021)", [2, 2, 2, 2]);

    private static readonly ResNetLayout Layout34 = new("sew-resnet34", "SEW ResNet-34 (Fang et al., NeurIPS 2021)", [3, 4, 6, 3]);

    private static readonly ResNetLayout Layout50 = new("sew-resnet50", "SEW ResNet-50, with bottlenecks", [3, 4, 6, 3]) { Bottleneck = true };

    private static readonly Dictionary<ResNetLayout, Entry<NetworkFamily>> Entries =
        new[] { Layout18, Layout34, Layout50, Free }.ToDictionary(layout => layout, EntryOf);

    private readonly ResNetLayout _layout;

    /// <summary>A network whose blocks are given.</summary>
    public SewResNet()
        : this(Free)
    {
    }

    private SewResNet(ResNetLayout layout)
    {
        _layout = layout;
        Blocks = layout.Blocks;
        Bottleneck = layout.Bottleneck;
    }

    /// <summary>SEW ResNet-18.</summary>
    public static SewResNet SewResNet18 { get; } = new(Layout18);

    /// <summary>SEW ResNet-34.</summary>
    public static SewResNet SewResNet34 { get; } = new(Layout34);

    /// <summary>SEW ResNet-50.</summary>
    public static SewResNet SewResNet50 { get; } = new(Layout50);

    /// <summary>What recipes can say of them.</summary>
    public static IReadOnlyList<Entry<NetworkFamily>> All => [.. Entries.Values];

    /// <summary>Blocks of each stage, one to six numbers; only <c>sew-resnet</c> has others than its own.</summary>
    public IReadOnlyList<int> Blocks { get; init; }

    /// <summary>Whether blocks have bottlenecks; only <c>sew-resnet</c> is asked.</summary>
    public bool Bottleneck { get; init; }

    /// <summary>How a block joins its branch and its identity.</summary>
    public JoinKind Join { get; init; } = JoinKind.Add;

    /// <summary>What the network begins with.</summary>
    public StemKind Stem { get; init; } = StemKind.Cifar;

    /// <summary>
    /// Whether blocks pass on what they get before training: the last normalization of a branch starts with the scale 0 and, for AND,
    /// the shift 1. With AND that asks for IF neurons of threshold 1.
    /// </summary>
    public bool IdentityStart { get; init; } = true;

    /// <inheritdoc/>
    public override string Title
        => $"{Name}{(_layout.IsFree ? $" [{string.Join(",", Blocks)}]{(Bottleneck ? " with bottlenecks" : "")}" : "")}, "
            + $"{Join.ToString().ToLowerInvariant()}, width {Width}";

    /// <inheritdoc/>
    protected override Entry<NetworkFamily> Declared => Entries[_layout];

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        ResidualChecks.Require(_layout, Blocks, Free.Name);
        ResidualChecks.Require(Stem, StemStride);
    }

    /// <inheritdoc/>
    public override NetworkDescription Describe(NetworkInputs inputs)
    {
        NetworkBuilder net = new(Name, new ImageSize(inputs.Channels));
        ResidualNodes nodes = new(net, inputs.Normalization);
        string x = nodes.Stem(Stem, Width, StemStride, asPublished: true);
        foreach ((ResidualBlock block, bool endsStage) in ResidualBlock.Stages(Blocks, Width, Width, Bottleneck))
        {
            x = SewBlock.AddTo(net, nodes, block, x, Join, IdentityStart, endsStage);
        }

        net.Add(new LinearNode("fc", net.Add(new GlobalAveragePoolNode("global_pool", x)), inputs.Classes));
        return net.Build();
    }

    /// <inheritdoc/>
    public override IEnumerable<NetworkFamily> Guesses(WeightShapes shapes)
        => base.Guesses(shapes).Select(one => (SewResNet)one with
        {
            Blocks = shapes.Stages,
            Bottleneck = _layout.IsFree ? shapes.Find("conv3.weight").Count == 4 : Bottleneck,
            Stem = shapes.First is [.., 7] ? StemKind.Imagenet : Stem,
        });

    /// <inheritdoc/>
    public bool Equals(SewResNet? other)
        => base.Equals(other) && _layout == other._layout && Blocks.SequenceEqual(other.Blocks)
            && (Bottleneck, Join, Stem, IdentityStart) == (other.Bottleneck, other.Join, other.Stem, other.IdentityStart);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), _layout, Blocks.Count, Bottleneck, Join, Stem, IdentityStart);

    private static Entry<NetworkFamily> EntryOf(ResNetLayout layout)
    {
        Section<SewResNet> options = OptionsOf(() => new SewResNet(layout));
        if (layout.IsFree)
        {
            options
                .Key("blocks", ResNetLayout.BlocksKind, f => f.Blocks, (f, v) => f with { Blocks = v }, "Blocks of each stage, one to six.")
                .Bottleneck(f => f.Bottleneck, (f, v) => f with { Bottleneck = v });
        }

        return Entry<NetworkFamily>.Of(
            layout.Name,
            layout.Summary,
            options
                .Join(f => f.Join, (f, v) => f with { Join = v })
                .Stem(f => f.Stem, (f, v) => f with { Stem = v })
                .IdentityStart(f => f.IdentityStart, (f, v) => f with { IdentityStart = v }));
    }
}
