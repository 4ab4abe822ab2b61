using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Families;

/// <summary>
/// VGG for 32x32 images (Simonyan and Zisserman, ICLR 2015): 3x3 convolutions with bias and normalization, average pools, one
/// linear layer behind a global pool, as the public code of MPBN has it (Guo et al., ICCV 2023) and as TSER's Table 4 counts it.
/// Parameters carry the names of torchvision's <c>vgg16_bn</c>; the one linear layer, which torchvision does not have, is MPBN's
/// <c>classifier</c>.
/// </summary>
public sealed record Vgg : ConvolutionalFamily
{
    private const int ImageSide = 32;

    private static readonly Configuration D = new("vgg16", "VGG-16, configuration D", [1, 1, 0, 2, 2, 0, 4, 4, 4, 0, 8, 8, 8, 0, 8, 8, 8, 0]);

    private static readonly Dictionary<Configuration, Entry<NetworkFamily>> Entries = new Configuration[]
    {
        new("vgg11", "VGG-11, configuration A", [1, 0, 2, 0, 4, 4, 0, 8, 8, 0, 8, 8, 0]),
        new("vgg11-rate", "VGG-11 of rate-based backpropagation (Yu et al., NeurIPS 2024): four pools, wider", [1, 0, 2, 4, 0, 8, 8, 0, 8, 0, 8, 8]),
        D,
    }.ToDictionary(one => one, EntryOf);

    private readonly Configuration _configuration;

    /// <summary>VGG-16.</summary>
    public Vgg()
        : this(D)
    {
    }

    private Vgg(Configuration configuration) => _configuration = configuration;

    /// <summary>What recipes can say of them.</summary>
    public static IReadOnlyList<Entry<NetworkFamily>> All => [.. Entries.Values];

    /// <inheritdoc/>
    protected override Entry<NetworkFamily> Declared => Entries[_configuration];

    /// <summary>VGG-16.</summary>
    /// <param name="width">Channels of the first layer; 64 is the published size.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="inputChannels">Channels of the images.</param>
    /// <exception cref="ArgumentException">Impossible sizes.</exception>
    public static NetworkDescription Describe(int width, int classes, int inputChannels = 3)
        => new NetworkSettings { Family = new Vgg { Width = width }, Classes = classes, InputChannels = inputChannels }.Describe();

    /// <inheritdoc/>
    public override NetworkDescription Describe(NetworkInputs inputs)
    {
        int pools = _configuration.Layers.Count(entry => entry == 0);
        if (StemStride << pools > ImageSide)
        {
            throw new ArgumentException(
                $"'stem_stride' must be at most {ImageSide >> pools} with architecture '{Name}', not "
                    + $"{StemStride}: behind it {pools} pools halve a {ImageSide}x{ImageSide} image.");
        }

        NetworkBuilder net = new(Name, new ImageSize(inputs.Channels));
        string x = AddLayers(net, _configuration.Layers, Width, StemStride, inputs);
        x = net.Add(new GlobalAveragePoolNode("global_pool", x));
        net.Add(new LinearNode("classifier", x, inputs.Classes));
        return net.Build();
    }

    /// <summary>Convolutions with bias, normalization and activation, and pools, which are average pools unless told otherwise.</summary>
    /// <param name="net">The network.</param>
    /// <param name="layers">Channels as multiples of the width; 0 stands for a pool.</param>
    /// <param name="width">The width.</param>
    /// <param name="stemStride">Stride of the first convolution.</param>
    /// <param name="inputs">How it normalizes.</param>
    /// <param name="pool">Makes a pool of a name and of what it reads.</param>
    internal static string AddLayers(
        NetworkBuilder net, IReadOnlyList<int> layers, int width, int stemStride, NetworkInputs inputs, Func<string, string, PoolNode>? pool = null)
    {
        string x = Node.Image;
        int place = 0, convolutions = 0;
        for (int i = 0; i < layers.Count; i++)
        {
            if (layers[i] == 0)
            {
                string name = $"conv{convolutions}.pool";
                x = net.Add(pool?.Invoke(name, x) ?? new AveragePoolNode(name, x));
                place++;
                continue;
            }

            bool first = convolutions++ == 0, endsStage = i + 1 == layers.Count || layers[i + 1] == 0;
            x = net.Add(
                new ConvolutionNode($"features.{place}", x, width * layers[i]) { Stride = first ? stemStride : 1, Bias = true });
            x = net.Add(inputs.Normalization.Node(new($"features.{place + 1}", x)));
            if (first)
            {
                x = net.Add(new RepeatNode("conv1.repeat", x));
            }

            x = net.Add(new ActivationNode($"conv{convolutions}", x) { StoredAs = $"features.{place + 2}", Feature = endsStage });
            place += 3;
        }

        return x;
    }

    private static Entry<NetworkFamily> EntryOf(Configuration configuration)
        => Entry<NetworkFamily>.Of(configuration.Name, configuration.Summary, OptionsOf(() => new Vgg(configuration)));

    /// <param name="Name">Its name in recipes.</param>
    /// <param name="Summary">What it is, in a line.</param>
    /// <param name="Layers">Channels as multiples of the width; 0 stands for a pool.</param>
    private sealed record Configuration(string Name, string Summary, IReadOnlyList<int> Layers);
}
