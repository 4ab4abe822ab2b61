using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Families;

/// <summary>
/// Residual networks: a 3x3 stem for small images or that for ImageNet, stages of blocks that double the width and, from the second
/// on, halve the size, the activation after the sum (methods reference 5.2; He et al., CVPR 2016; the stride of a bottleneck is that of
/// its 3x3 convolution, as torchvision has it).
/// Parameters carry torchvision's names; a hidden layer, which torchvision does not have, makes <c>fc1</c> and <c>fc2</c> of <c>fc</c>.
/// </summary>
public sealed record ResNet : ConvolutionalFamily
{
    private static readonly Dictionary<ResNetLayout, Entry<NetworkFamily>> Entries = ResNetLayout.All.ToDictionary(layout => layout, EntryOf);

    private readonly ResNetLayout _layout;

    /// <summary>A network whose blocks are given.</summary>
    public ResNet()
        : this(ResNetLayout.Free)
    {
    }

    private ResNet(ResNetLayout layout)
    {
        _layout = layout;
        Blocks = layout.Blocks;
        Bottleneck = layout.Bottleneck;
    }

    /// <summary>ResNet-18.</summary>
    public static ResNet ResNet18 { get; } = new(ResNetLayout.ResNet18);

    /// <summary>ResNet-34.</summary>
    public static ResNet ResNet34 { get; } = new(ResNetLayout.ResNet34);

    /// <summary>ResNet-50.</summary>
    public static ResNet ResNet50 { get; } = new(ResNetLayout.ResNet50);

    /// <summary>What recipes can say of them.</summary>
    public static IReadOnlyList<Entry<NetworkFamily>> All => [.. Entries.Values];

    /// <summary>Blocks of each stage, one to six numbers; only <c>resnet</c> has others than its own.</summary>
    public IReadOnlyList<int> Blocks { get; init; }

    /// <summary>Whether blocks have bottlenecks; only <c>resnet</c> is asked.</summary>
    public bool Bottleneck { get; init; }

    /// <summary>What the network begins with.</summary>
    public StemKind Stem { get; init; } = StemKind.Cifar;

    /// <summary>
    /// Rank of a projected-full attention behind the first convolution of each block (<see cref="ProjectedAttentionNode"/>); 0 for none.
    /// </summary>
    public int AttentionRank { get; init; }

    /// <inheritdoc/>
    public override string Title
        => HasBlocksOfItsOwn ? $"{Name} [{string.Join(",", Blocks)}]{(Bottleneck ? " with bottlenecks" : "")}, width {Width}" : base.Title;

    /// <summary>Whether its blocks are given, not the architecture's.</summary>
    internal bool HasBlocksOfItsOwn => _layout.IsFree;

    /// <inheritdoc/>
    protected override Entry<NetworkFamily> Declared => Entries[_layout];

    /// <summary>A residual network of basic blocks.</summary>
    /// <param name="blocks">Blocks of each stage.</param>
    /// <param name="width">Channels of the first stage.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="stemStride">Stride of the first convolution.</param>
    /// <param name="inputChannels">Channels of the images.</param>
    /// <exception cref="ArgumentException">Impossible sizes.</exception>
    public static NetworkDescription Describe(IReadOnlyList<int> blocks, int width, int classes, int stemStride = 1, int inputChannels = 3)
        => new NetworkSettings
        {
            Family = new ResNet { Blocks = blocks, Width = width, StemStride = stemStride },
            Classes = classes,
            InputChannels = inputChannels,
        }.Describe();

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        ResidualChecks.Require(_layout, Blocks, ResNetLayout.Free.Name);
        ResidualChecks.Require(Stem, StemStride);
    }

    /// <inheritdoc/>
    public override IEnumerable<NetworkFamily> Guesses(WeightShapes shapes)
        => base.Guesses(shapes).Select(one => (ResNet)one with
        {
            Blocks = shapes.Stages,
            Bottleneck = _layout.IsFree ? shapes.Find("conv3.weight").Count == 4 : Bottleneck,
            Stem = shapes.First is [.., 7] ? StemKind.Imagenet : Stem,
        });

    /// <inheritdoc/>
    public bool Equals(ResNet? other)
        => base.Equals(other) && _layout == other._layout && Blocks.SequenceEqual(other.Blocks)
            && (Bottleneck, Stem, AttentionRank) == (other.Bottleneck, other.Stem, other.AttentionRank);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), _layout, Blocks.Count, Bottleneck, Stem, AttentionRank);

    /// <inheritdoc/>
    public override NetworkDescription Describe(NetworkInputs inputs)
    {
        NetworkBuilder net = new(Name, new ImageSize(inputs.Channels));
        ResidualNodes nodes = new(net, inputs.Normalization);
        string x = nodes.Stem(Stem, Width * _layout.StemWidths, StemStride);
        foreach ((ResidualBlock block, bool endsStage) in ResidualBlock.Stages(Blocks, Width * _layout.StemWidths, Width * _layout.StageWidths, Bottleneck))
        {
            string branch = nodes.Branch(block, x, ResidualNodes.Plain with { Summands = 2 }, AttentionRank);
            x = net.Add(new AddNode(block.Name + ".add", branch, nodes.Shortcut(block, x, summands: 2)));
            x = nodes.Fire(block.LastName, x, block.LastStored, endsStage);
        }

        x = net.Add(new GlobalAveragePoolNode("global_pool", x));
        AddClassifier(net, x, hidden: Width * _layout.HiddenWidths, inputs.Classes);
        return net.Build();
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

    private static Entry<NetworkFamily> EntryOf(ResNetLayout layout)
    {
        Section<ResNet> options = OptionsOf(() => new ResNet(layout))
            .Key(
                "blocks",
                ResNetLayout.BlocksKind,
                f => f.Blocks,
                (f, v) => f with { Blocks = v.Count == 0 ? layout.Blocks : v },
                layout.IsFree ? "Blocks of each stage, one to six." : "Blocks of each stage; they are as they are.")
            .Stem(f => f.Stem, (f, v) => f with { Stem = v })
            .Key(
                "attention_rank",
                Kinds.Integer(0, ProjectedAttentionNode.MostRank, "0 for none"),
                f => f.AttentionRank,
                (f, v) => f with { AttentionRank = v },
                "Rank of a projected-full attention (PFA) behind the first convolution of each block.");
        return Entry<NetworkFamily>.Of(
            layout.Name,
            layout.Summary,
            layout.IsFree
                ? options.Bottleneck(f => f.Bottleneck, (f, v) => f with { Bottleneck = v })
                : options);
    }
}
