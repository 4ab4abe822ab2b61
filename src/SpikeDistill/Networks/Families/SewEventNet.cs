using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Families;

/// <summary>
/// The network of SEW blocks for events (Fang et al., NeurIPS 2021): layers of one block of two 3x3 convolutions and a max pool, a 1x1
/// convolution before the block where the number of channels changes. Seven layers as for CIFAR10-DVS; DVS128 Gesture has
/// <c>width: 32</c> and <c>widths: [1, 1, 1, 1, 1, 1, 1]</c>.
/// </summary>
public sealed record SewEventNet : NetworkFamily
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<NetworkFamily> Entry { get; } = Entry<NetworkFamily>.Of(
        "sew-7b",
        "SEW blocks and max pools for events (Fang et al., NeurIPS 2021), seven of them",
        new Section<SewEventNet>(() => new SewEventNet())
            .Key("width", FamilyOptions.Width, f => f.Width, (f, v) => f with { Width = v }, "Channels of the first layer; 64 is the published size.")
            .Key(
                "widths",
                Kinds.List("a list such as [1, 1, 1, 1, 2, 2, 2]", Kinds.Integer(1, 64)),
                f => f.Widths,
                (f, v) => f with { Widths = v },
                "Channels of each layer in multiples of the width; each layer halves the size.")
            .Key("image_size", Kinds.Integer(2, 4096), f => f.ImageSize, (f, v) => f with { ImageSize = v }, "Height and width of the images.")
            .Join(f => f.Join, (f, v) => f with { Join = v })
            .IdentityStart(f => f.IdentityStart, (f, v) => f with { IdentityStart = v }));

    /// <summary>Channels of the first layer.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Channels of each layer in multiples of the width.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [1, 1, 1, 1, 2, 2, 2];

    /// <summary>Height and width of the images, at least 2 to the number of layers.</summary>
    public int ImageSize { get; init; } = 128;

    /// <summary>How a block joins its branch and its identity.</summary>
    public JoinKind Join { get; init; } = JoinKind.Add;

    /// <inheritdoc cref="SewResNet.IdentityStart"/>
    public bool IdentityStart { get; init; } = true;

    /// <inheritdoc/>
    public override string Title => $"{Name} [{string.Join(",", Widths)}], {Join.ToString().ToLowerInvariant()}, width {Width}";

    /// <inheritdoc/>
    protected override Entry<NetworkFamily> Declared => Entry;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (Widths.Count is 0 or > 12 || ImageSize >> Widths.Count == 0)
        {
            throw new ArgumentException(
                $"The architecture '{Name}' has as many layers as 'widths' names, one to twelve, and each "
                    + $"halves the image: with {Widths.Count} of them an image of "
                    + $"{ImageSize}x{ImageSize} leaves nothing. Shorten 'widths', or set 'image_size'.");
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<NetworkFamily> Guesses(WeightShapes shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        int[] channels = [.. Enumerable.Range(1, shapes.Stages.Count).Select(layer => shapes.Outputs($"layer{layer}.0.conv1.weight"))];
        if (shapes.FirstChannels is not (var width and > 0) || channels.Length == 0 || channels[^1] == 0)
        {
            return [];
        }

        int side = (int)Math.Sqrt(shapes.ClassifierInputs / channels[^1]);
        return [this with { Width = width, Widths = [.. channels.Select(count => count / width)], ImageSize = side << channels.Length }];
    }

    /// <inheritdoc/>
    public override NetworkDescription Describe(NetworkInputs inputs)
    {
        NetworkBuilder net = new(Name, new ImageSize(inputs.Channels, ImageSize, ImageSize));
        ResidualNodes nodes = new(net, inputs.Normalization);
        string x = Node.Image;
        int channels = 0;
        foreach ((int layer, int widths) in Widths.Index())
        {
            string name = $"layer{layer + 1}";
            if (channels != widths * Width)
            {
                channels = widths * Width;
                x = net.Add(new ConvolutionNode(name + ".up.0", x, channels) { Kernel = 1 });
                x = net.Add(inputs.Normalization.Node(new(name + ".up.1", x)));
                x = layer == 0 ? net.Add(new RepeatNode(name + ".repeat", x)) : x;
                x = nodes.Fire(name + ".up", x, name + ".up.2");
            }

            ResidualBlock block = new(name + ".0", channels, channels, Stride: 1, Bottleneck: false);
            x = SewBlock.AddTo(net, nodes, block, x, Join, IdentityStart, endsStage: true);
            x = net.Add(new MaxPoolNode(name + ".pool", x));
        }

        net.Add(new LinearNode("fc", net.Add(new FlattenNode("flat", x)), inputs.Classes));
        return net.Build();
    }

    /// <inheritdoc/>
    public bool Equals(SewEventNet? other)
        => base.Equals(other) && Widths.SequenceEqual(other.Widths)
            && (Width, ImageSize, Join, IdentityStart) == (other.Width, other.ImageSize, other.Join, other.IdentityStart);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Widths.Count, Width, ImageSize, Join, IdentityStart);
}
