using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Families;

/// <summary>
/// VGGSNN, the network of TET (Deng et al., ICLR 2022) for events, 48x48 pixels of two channels: eight 3x3 convolutions with bias, four
/// average pools, one linear layer on all that is left. Parameters carry the names of the public code, its layers numbered as
/// torchvision's VGG.
/// </summary>
public sealed record VggSnn : NetworkFamily
{
    private static readonly int[] Layers = [1, 2, 0, 4, 4, 0, 8, 8, 0, 8, 8, 0];

    /// <summary>What recipes can say of it.</summary>
    public static Entry<NetworkFamily> Entry { get; } = Entry<NetworkFamily>.Of(
        "vggsnn",
        "VGGSNN of TET (Deng et al., ICLR 2022), for events of 48x48",
        new Section<VggSnn>(() => new VggSnn())
            .Key("width", FamilyOptions.Width, f => f.Width, (f, v) => f with { Width = v }, "Channels of the first layer; 64 is the published size.")
            .Key(
                "image_size",
                Kinds.Integer(1 << Layers.Count(layer => layer == 0), 4096),
                f => f.ImageSize,
                (f, v) => f with { ImageSize = v },
                "Height and width of the images, which four pools halve."));

    /// <summary>Channels of the first layer.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Height and width of the images.</summary>
    public int ImageSize { get; init; } = 48;

    /// <inheritdoc/>
    public override string Title => $"{Name}, width {Width}";

    /// <inheritdoc/>
    protected override Entry<NetworkFamily> Declared => Entry;

    /// <inheritdoc/>
    public override IEnumerable<NetworkFamily> Guesses(WeightShapes shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        int width = shapes.FirstChannels, side = width == 0 ? 0 : (int)Math.Sqrt(shapes.ClassifierInputs / Layers[^2] / width);
        return [this with { Width = width, ImageSize = side << Layers.Count(layer => layer == 0) }];
    }

    /// <inheritdoc/>
    public override NetworkDescription Describe(NetworkInputs inputs)
    {
        NetworkBuilder net = new(Name, new ImageSize(inputs.Channels, ImageSize, ImageSize));
        string x = Vgg.AddLayers(net, Layers, Width, stemStride: 1, inputs);
        net.Add(new LinearNode("classifier", net.Add(new FlattenNode("flat", x)), inputs.Classes));
        return net.Build();
    }
}
