using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Families;

/// <summary>
/// Residual networks for small images: a 3x3 stem without max-pool, stages of basic blocks that double the width and, from
/// the second on, halve the size, the activation after the sum (methods reference 5.2; He et al., CVPR 2016).
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
    }

    /// <summary>ResNet-18.</summary>
    public static ResNet ResNet18 { get; } = new(ResNetLayout.ResNet18);

    /// <summary>What recipes can say of them.</summary>
    public static IReadOnlyList<Entry<NetworkFamily>> All => [.. Entries.Values];

    /// <summary>Blocks of each stage, one to six numbers; only <c>resnet</c> has others than its own.</summary>
    public IReadOnlyList<int> Blocks { get; init; }

    /// <inheritdoc/>
    public override string Title => HasBlocksOfItsOwn ? $"{Name} [{string.Join(",", Blocks)}], width {Width}" : base.Title;

    /// <summary>Whether its blocks are given, not the architecture's.</summary>
    internal bool HasBlocksOfItsOwn => _layout == ResNetLayout.Free;

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
        if (HasBlocksOfItsOwn && Blocks.Count is 0 or > 6)
        {
            throw new ArgumentException(
                $"The architecture 'resnet' needs 'blocks', one to six numbers such as [2, 2, 2, 2], not [{string.Join(", ", Blocks)}].");
        }

        if (!HasBlocksOfItsOwn && !Blocks.SequenceEqual(_layout.Blocks))
        {
            throw new ArgumentException(
                $"The architecture '{Name}' has the blocks [{string.Join(", ", _layout.Blocks)}]; use architecture 'resnet' to choose others.");
        }
    }

    /// <inheritdoc/>
    public bool Equals(ResNet? other) => base.Equals(other) && _layout == other._layout && Blocks.SequenceEqual(other.Blocks);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), _layout, Blocks.Count);

    /// <inheritdoc/>
    public override NetworkDescription Describe(NetworkInputs inputs)
    {
        NetworkBuilder net = new(Name, new ImageSize(inputs.Channels));
        int channels = Width * _layout.StemWidths;
        string x = net.Add(new ConvolutionNode("conv1", Node.Image, channels) { Stride = StemStride });
        x = net.Add(inputs.Normalization.Node(new("bn1", x)));
        x = net.Add(new RepeatNode("stem.repeat", x));
        x = net.Add(new ActivationNode("stem", x) { StoredAs = "sn1" });
        for (int stage = 0; stage < Blocks.Count; stage++)
        {
            int outputs = Width * _layout.StageWidths << stage;
            for (int block = 0; block < Blocks[stage]; block++)
            {
                bool first = block == 0, last = block == Blocks[stage] - 1;
                x = AddBlock(net, inputs, $"layer{stage + 1}.{block}", x, channels, outputs, stride: stage > 0 && first ? 2 : 1, last);
                channels = outputs;
            }
        }

        x = net.Add(new GlobalAveragePoolNode("global_pool", x));
        AddClassifier(net, x, hidden: Width * _layout.HiddenWidths, inputs.Classes);
        return net.Build();
    }

    private static string AddBlock(NetworkBuilder net, NetworkInputs inputs, string name, string input, int channels, int outputs, int stride, bool endsStage)
    {
        string x = net.Add(new ConvolutionNode(name + ".conv1", input, outputs) { Stride = stride });
        x = net.Add(inputs.Normalization.Node(new(name + ".bn1", x)));
        x = net.Add(new ActivationNode(name + ".1", x) { StoredAs = name + ".sn1" });
        x = net.Add(new ConvolutionNode(name + ".conv2", x, outputs));
        x = net.Add(inputs.Normalization.Node(new(name + ".bn2", x) { Summands = 2 }));
        string shortcut = input;
        if (stride != 1 || channels != outputs)
        {
            shortcut = net.Add(new ConvolutionNode(name + ".downsample.0", input, outputs) { Kernel = 1, Stride = stride });
            shortcut = net.Add(inputs.Normalization.Node(new(name + ".downsample.1", shortcut) { Summands = 2 }));
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

    private static Entry<NetworkFamily> EntryOf(ResNetLayout layout) => Entry<NetworkFamily>.Of(
        layout.Name,
        layout.Summary,
        OptionsOf(() => new ResNet(layout)).Key(
            "blocks",
            Kinds.List("a list such as [2, 2, 2, 2]", Kinds.Integer(1, 1000)),
            f => f.Blocks,
            (f, v) => f with { Blocks = v.Count == 0 ? layout.Blocks : v },
            layout == ResNetLayout.Free ? "Blocks of each stage, one to six." : "Blocks of each stage; they are as they are."));
}
