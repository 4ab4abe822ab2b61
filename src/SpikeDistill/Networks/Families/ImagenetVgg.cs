using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Families;

/// <summary>
/// VGG as it was published for ImageNet (Simonyan and Zisserman, ICLR 2015): 3x3 convolutions with bias and normalization, max pools, the
/// map brought to 7x7 pixels and three linear layers, without dropout. Parameters carry the names of torchvision's <c>vgg16_bn</c>, which are those of
/// SpikingJelly's <c>spiking_vgg16_bn</c> too; weights of the networks without normalization are taken over with identities in its places.
/// </summary>
/// <remarks>
/// Images have sides of 224 pixels or a multiple, whose map of 7x7 or more pixels is averaged to 7x7, or of less than 64 pixels, whose map is one pixel and
/// is given 49 times, as PyTorch's <c>AdaptiveAvgPool2d</c> does.
/// </remarks>
public sealed record ImagenetVgg : NetworkFamily
{
    private const int Pools = 5, MapSide = 7;

    private static readonly Configuration D = new("vgg16-imagenet", "VGG-16", [1, 1, 0, 2, 2, 0, 4, 4, 4, 0, 8, 8, 8, 0, 8, 8, 8, 0]);

    private static readonly Dictionary<Configuration, Entry<NetworkFamily>> Entries = new Configuration[]
    {
        new("vgg11-imagenet", "VGG-11", [1, 0, 2, 0, 4, 4, 0, 8, 8, 0, 8, 8, 0]),
        new("vgg13-imagenet", "VGG-13", [1, 1, 0, 2, 2, 0, 4, 4, 0, 8, 8, 0, 8, 8, 0]),
        D,
        new("vgg19-imagenet", "VGG-19", [1, 1, 0, 2, 2, 0, 4, 4, 4, 4, 0, 8, 8, 8, 8, 0, 8, 8, 8, 8, 0]),
    }.ToDictionary(one => one, EntryOf);

    private readonly Configuration _configuration;

    /// <summary>VGG-16.</summary>
    public ImagenetVgg()
        : this(D)
    {
    }

    private ImagenetVgg(Configuration configuration) => _configuration = configuration;

    /// <summary>What recipes can say of them.</summary>
    public static IReadOnlyList<Entry<NetworkFamily>> All => [.. Entries.Values];

    /// <summary>Channels of the first layer.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Outputs of the first two linear layers.</summary>
    public int Hidden { get; init; } = 4096;

    /// <summary>Height and width of the images.</summary>
    public int ImageSize { get; init; } = 224;

    /// <inheritdoc/>
    public override string Title => $"{Name}, width {Width}";

    /// <inheritdoc/>
    protected override Entry<NetworkFamily> Declared => Entries[_configuration];

    /// <inheritdoc/>
    public override IEnumerable<NetworkFamily> Guesses(WeightShapes shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        return shapes.Outputs("classifier.0.weight") is > 0 and var hidden ? [this with { Width = shapes.FirstChannels, Hidden = hidden }] : [];
    }

    /// <inheritdoc/>
    public override NetworkDescription Describe(NetworkInputs inputs)
    {
        int side = ImageSize >> Pools;
        if (side != 1 && ImageSize % (MapSide << Pools) != 0)
        {
            throw new ArgumentException(
                $"'image_size' must be 32 to 63, or a multiple of {MapSide << Pools}, with architecture '{Name}', not {ImageSize}: "
                    + $"its five pools halve images to {side}x{side} pixels, which cannot be averaged to {MapSide}x{MapSide} in windows of one size.");
        }

        NetworkBuilder net = new(Name, new ImageSize(inputs.Channels, ImageSize, ImageSize));
        string x = Vgg.AddLayers(net, _configuration.Layers, Width, stemStride: 1, inputs, (name, from) => new MaxPoolNode(name, from));
        if (side != MapSide)
        {
            x = net.Add(new AveragePoolNode("avgpool", x) { Kernel = Math.Max(1, side / MapSide) });
        }

        if (side < MapSide)
        {
            x = net.Add(new ResizeNode("spread", x) { Height = MapSide, Width = MapSide, Filter = ResizeFilter.Bilinear });
        }

        x = AddHidden(net, "classifier.0", "fc1", net.Add(new FlattenNode("flat", x)), "classifier.1");
        x = AddHidden(net, "classifier.3", "fc2", x, "classifier.4");
        net.Add(new LinearNode("classifier.6", x, inputs.Classes));
        return net.Build();
    }

    private string AddHidden(NetworkBuilder net, string layer, string name, string x, string neurons)
        => net.Add(new ActivationNode(name, net.Add(new LinearNode(layer, x, Hidden))) { StoredAs = neurons });

    private static Entry<NetworkFamily> EntryOf(Configuration configuration) => Entry<NetworkFamily>.Of(
        configuration.Name,
        $"{configuration.Words} as published for ImageNet, with the names of torchvision and SpikingJelly (Simonyan and Zisserman, ICLR 2015)",
        new Section<ImagenetVgg>(() => new ImagenetVgg(configuration))
            .Key("width", FamilyOptions.Width, f => f.Width, (f, v) => f with { Width = v }, "Channels of the first layer; 64 is the published size.")
            .Key(
                "hidden",
                Kinds.Integer(1, 1 << 16),
                f => f.Hidden,
                (f, v) => f with { Hidden = v },
                "Outputs of the first two linear layers; 4096 is the published size.")
            .Key(
                "image_size",
                Kinds.Integer(1 << Pools, 4096),
                f => f.ImageSize,
                (f, v) => f with { ImageSize = v },
                "Height and width of the images: 32 to 63, or a multiple of 224."));

    /// <param name="Name">Its name in recipes.</param>
    /// <param name="Words">What it is called.</param>
    /// <param name="Layers">Channels as multiples of the width; 0 stands for a pool.</param>
    private sealed record Configuration(string Name, string Words, IReadOnlyList<int> Layers);
}
