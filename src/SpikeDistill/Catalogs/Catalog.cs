using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Networks.Encodings;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Networks.Normalizations;
using SpikeDistill.Neurons;
using SpikeDistill.Optimization;
using SpikeDistill.Options;
using SpikeDistill.Surrogates;

namespace SpikeDistill.Catalogs;

/// <summary>
/// What can be named in recipes and on the command line, shelf by shelf, each with its options. A new one holds what ships and takes
/// more; it is passed to what reads recipes, runs folders and weights.
/// </summary>
public sealed class Catalog
{
    /// <summary>A catalog of what ships, to add to.</summary>
    public Catalog()
        : this(isFixed: false)
    {
    }

    private Catalog(bool isFixed)
    {
        DataSets = new Shelf<Entry<DataSource>>("data set", Data.DataSets.All, isFixed);
        Transforms = new Shelf<Entry<IImageTransform>>("augmentation", ImageTransforms.All, isFixed);
        Networks = new Shelf<Entry<NetworkFamily>>("architecture", NetworkFamilies.All, isFixed);
        Nodes = NodeKinds.Shelf(isFixed);
        Normalizations = new Shelf<Entry<Normalization>>("normalization", ShippedNormalizations, isFixed);
        Encodings = new Shelf<Entry<Encoding>>("encoding", ShippedEncodings, isFixed);
        Neurons = new Shelf<Entry<Neuron>>("neuron", ShippedNeurons, isFixed);
        Surrogates = new Shelf<Entry<ISurrogateFunction>>("surrogate", ShippedSurrogates, isFixed);
        Terms = new Shelf<Entry<Term>>("term", ShippedTerms, isFixed);
        Methods = new Shelf<Method>("method", Distillation.Methods.All, isFixed);
        Optimizers = new Shelf<Entry<Optimizer>>("optimizer", Optimization.Optimizers.All, isFixed);
        Schedules = new Shelf<Entry<Schedule>>("schedule", Optimization.Schedules.All, isFixed);
    }

    /// <summary>What ships; shared, and never added to.</summary>
    public static Catalog Default { get; } = new(isFixed: true);

    /// <summary>The data sets.</summary>
    public Shelf<Entry<DataSource>> DataSets { get; }

    /// <summary>The augmentations of images.</summary>
    public Shelf<Entry<IImageTransform>> Transforms { get; }

    /// <summary>The families of networks.</summary>
    public Shelf<Entry<NetworkFamily>> Networks { get; }

    /// <summary>The kinds of nodes that descriptions are made of.</summary>
    public Shelf<Entry<Node>> Nodes { get; }

    /// <summary>The normalizations of networks.</summary>
    public Shelf<Entry<Normalization>> Normalizations { get; }

    /// <summary>The codes of still images by spikes.</summary>
    public Shelf<Entry<Encoding>> Encodings { get; }

    /// <summary>The spiking neurons.</summary>
    public Shelf<Entry<Neuron>> Neurons { get; }

    /// <summary>The slopes by which gradients pass a neuron's step.</summary>
    public Shelf<Entry<ISurrogateFunction>> Surrogates { get; }

    /// <summary>The terms of objectives.</summary>
    public Shelf<Entry<Term>> Terms { get; }

    /// <summary>The methods: objectives by name.</summary>
    public Shelf<Method> Methods { get; }

    /// <summary>The optimizers.</summary>
    public Shelf<Entry<Optimizer>> Optimizers { get; }

    /// <summary>How a learning rate goes over a run.</summary>
    public Shelf<Entry<Schedule>> Schedules { get; }

    /// <summary>How neurons are read.</summary>
    internal NeuronKind NeuronKeys => field ??= new NeuronKind(this);

    /// <summary>How networks are read.</summary>
    internal NetworkKind NetworkKeys => field ??= new NetworkKind(this);

    private static IReadOnlyList<Entry<Normalization>> ShippedNormalizations => [BatchNormalization.Entry, TdBn.Entry];

    private static IReadOnlyList<Entry<Encoding>> ShippedEncodings => [DirectEncoding.Entry, RateEncoding.Entry, LatencyEncoding.Entry, PhaseEncoding.Entry];

    private static IReadOnlyList<Entry<Neuron>> ShippedNeurons
        => [Lif.Entry, If.Entry, Plif.Entry, CubaLif.Entry, Glif.Entry, Mpbn.Entry, Lsg.Entry, ImLif.Entry];

    private static IReadOnlyList<Entry<ISurrogateFunction>> ShippedSurrogates
        => [Sigmoid.Entry, ATan.Entry, Rectangular.Entry, Triangular.Entry, PiecewiseQuadratic.Entry, Tanh.Entry];

    private static IReadOnlyList<Entry<Term>> ShippedTerms =>
    [
        CrossEntropyTerm.Entry,
        DistillationTerm.Entry,
        EntropyTerm.Entry,
        LogitTargetTerm.Entry,
        SoftCrossEntropyTerm.Entry,
        WeightedDistillationTerm.Entry,
        EnsembleTerm.Entry,
        AlignedFeatureTerm.Entry,
        SummedFeatureTerm.Entry,
        PooledFeatureTerm.Entry,
        AttentionTerm.Entry,
        BlurredFeatureTerm.Entry,
    ];
}
