using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Networks.Families;

/// <summary>Writes what spiking transformers are made of.</summary>
internal sealed class TransformerBuilder
{
    /// <summary>The standard deviation that linear layers start with, as in timm.</summary>
    public const float Deviation = 0.02f;

    private const float AttentionThreshold = 0.5f;

    private readonly NetworkBuilder _net;

    private readonly NetworkInputs _inputs;

    /// <exception cref="ArgumentException">Sizes that no spiking transformer has.</exception>
    public TransformerBuilder(TransformerFamily family, NetworkInputs inputs)
    {
        (Dimension, PatchSize) = (family.Dimension, family.PatchSize);
        if (Dimension % 8 != 0)
        {
            throw new ArgumentException($"'dimension' must be a multiple of 8, not {Dimension}: the first convolution has an eighth of the channels.");
        }

        if (PatchSize is not (4 or 16))
        {
            throw new ArgumentException($"'patch_size' must be 4, for images such as 32x32, or 16, for images such as 224x224, not {PatchSize}.");
        }

        _inputs = inputs;
        _net = new NetworkBuilder(family.Name, new ImageSize(inputs.Channels));
    }

    /// <summary>Channels of a token.</summary>
    public int Dimension { get; }

    /// <summary>Pixels of a patch's side.</summary>
    public int PatchSize { get; }

    /// <summary>Whether one of the four stages of patch splitting, from 0, halves the map: the last two make patches of 4 pixels, all four of 16.</summary>
    public bool Halves(int stage) => PatchSize == 16 || stage >= 2;

    /// <summary>The heads that are given; else 12 of patches of 4 pixels where they share the channels out, and 8.</summary>
    public int Heads(int? given) => given ?? (PatchSize == 4 && Dimension % 12 == 0 ? 12 : 8);

    public string Add(Node node) => _net.Add(node);

    /// <summary>A 3x3 convolution with its normalization.</summary>
    public string Convolve(string convolution, string normalization, string x, int outputs)
        => Normalize(normalization, Add(new ConvolutionNode(convolution, x, outputs)));

    /// <summary>A linear layer with its normalization.</summary>
    public string Weigh(string linear, string normalization, string x, int outputs, bool bias = true)
        => Normalize(normalization, Add(new LinearNode(linear, x, outputs) { Bias = bias, Deviation = Deviation }));

    public string Fire(string name, string x) => Add(new ActivationNode(name, x));

    /// <summary>The neurons behind an attention, which fire at half the usual threshold.</summary>
    public string FireEarly(string name, string x) => Add(new ActivationNode(name, x) { Threshold = AttentionThreshold });

    /// <summary>Spikes of queries, keys and values: linear layers without bias, normalized.</summary>
    public (string Q, string K, string V) QueriesKeysValues(string name, string x)
    {
        return (Project("q"), Project("k"), Project("v"));

        string Project(string part) => Fire($"{name}.{part}_lif", Weigh($"{name}.{part}_conv", $"{name}.{part}_bn", x, Dimension, bias: false));
    }

    /// <summary>Two linear layers, the first so many times wider than tokens, each normalized and with its neurons before it.</summary>
    public string Hidden(string name, string x, int ratio)
        => FireAndWeigh(name + "2", FireAndWeigh(name + "1", x, Dimension * ratio), Dimension);

    /// <summary>Neurons, and behind them a linear layer with its normalization.</summary>
    public string FireAndWeigh(string name, string x, int outputs) => Weigh($"{name}_conv", $"{name}_bn", Fire($"{name}_lif", x), outputs);

    /// <summary>The pool that halves a map.</summary>
    public string Pool(string name, string x) => Add(new MaxPoolNode(name, x) { Kernel = 3, Stride = 2, Padding = 1 });

    /// <summary>The classifier on a vector.</summary>
    public NetworkDescription Classify(string x)
    {
        Add(new LinearNode("head", x, _inputs.Classes) { Deviation = Deviation });
        return _net.Build();
    }

    private string Normalize(string name, string x) => Add(_inputs.Normalization.Node(new(name, x)));
}
