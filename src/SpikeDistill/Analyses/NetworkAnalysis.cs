namespace SpikeDistill.Analyses;

/// <summary>What a network makes of some images, beyond its measures.</summary>
public sealed record NetworkAnalysis
{
    /// <summary>Which images: <c>test</c> or <c>held-out</c>.</summary>
    public required string Split { get; init; }

    /// <summary>Number of images.</summary>
    public required int Images { get; init; }

    /// <summary>The classes' names, as far as they are known.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>How often an image of a class (row) was given which class (column).</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }

    /// <summary>How often the network is right where it is how sure, from 0 to 1 in bins of equal width.</summary>
    public required IReadOnlyList<ReliabilityBin> Reliability { get; init; }

    /// <summary>The images that it gets wrong most surely, the surest first.</summary>
    public required IReadOnlyList<SureError> SureErrors { get; init; }

    /// <summary>How its last features lie to each other; null for a network without any.</summary>
    public FeatureEmbedding? Embedding { get; init; }

    /// <summary>How often its last features have which value; null for a network without any.</summary>
    public FeatureHistogram? Histogram { get; init; }

    /// <summary>Some images, with what the network makes of each inside.</summary>
    public required IReadOnlyList<ImageInsight> Insights { get; init; }

    /// <summary>Spikes of a few neurons of each layer for the first of those images; empty for an ANN.</summary>
    public IReadOnlyList<LayerRaster> Rasters { get; init; } = [];

    /// <summary>The membrane of a neuron for the same image; null for an ANN, and for neurons whose steps cannot be walked one by one.</summary>
    public MembraneTrace? Membrane { get; init; }
}

/// <summary>Images of which a network is about equally sure.</summary>
/// <param name="Images">How many there are.</param>
/// <param name="Confidence">Their mean confidence, the largest probability of the softmax of the mean logits; null without images.</param>
/// <param name="Accuracy">The share of them that it gets right; null without images.</param>
public sealed record ReliabilityBin(int Images, double? Confidence, double? Accuracy);

/// <summary>An image that a network gets wrong.</summary>
/// <param name="Image">The image.</param>
/// <param name="Label">Its class.</param>
/// <param name="Given">The class it was given.</param>
/// <param name="Confidence">The probability of that class.</param>
public sealed record SureError(Picture Image, int Label, int Given, double Confidence);

/// <summary>Last features on a plane, by t-SNE.</summary>
/// <param name="Points">A point for each image.</param>
/// <param name="Divergence">The Kullback-Leibler divergence that t-SNE came to.</param>
/// <param name="Perplexity">Its perplexity.</param>
/// <param name="Iterations">Its steps.</param>
/// <param name="Features">How many features an image has.</param>
public sealed record FeatureEmbedding(IReadOnlyList<EmbeddedImage> Points, double Divergence, double Perplexity, int Iterations, int Features)
{
    /// <summary>Nearest neighbors that were looked at, by Euclidean distance; 0 where none were.</summary>
    public int Neighbors { get; init; }

    /// <summary>The share of them that have an image's own class, in the features; the mean over the images.</summary>
    public double NeighborsInFeatures { get; init; }

    /// <summary>The same on the plane.</summary>
    public double NeighborsOnPlane { get; init; }
}

/// <summary>An image on the plane.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Upwards.</param>
/// <param name="Label">Its class.</param>
public sealed record EmbeddedImage(double X, double Y, int Label);

/// <summary>How often features have which value.</summary>
/// <param name="Low">The lower end of the first bin.</param>
/// <param name="High">The upper end of the last.</param>
/// <param name="Counts">Features in each bin, of equal width.</param>
public sealed record FeatureHistogram(double Low, double High, IReadOnlyList<long> Counts);

/// <summary>What a network makes of one image inside.</summary>
/// <param name="Image">The image.</param>
/// <param name="Label">Its class.</param>
/// <param name="Given">The class it was given.</param>
/// <param name="Heat">Where the last map speaks for the given class (Grad-CAM); null for a network without maps.</param>
/// <param name="Maps">The last map's channels that are largest, averaged over the steps.</param>
public sealed record ImageInsight(Picture Image, int Label, int Given, Picture? Heat, IReadOnlyList<ChannelMap> Maps);

/// <summary>A channel of a map.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Largest">Its largest value, which is white.</param>
/// <param name="Map">The map, from 0 to that.</param>
public sealed record ChannelMap(int Channel, double Largest, Picture Map);

/// <summary>Spikes of a few neurons of a layer.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Neurons">The neurons, by their places in the layer.</param>
/// <param name="Spikes">For each neuron the steps, from 1, at which it fired.</param>
public sealed record LayerRaster(string Layer, IReadOnlyList<int> Neurons, IReadOnlyList<IReadOnlyList<int>> Spikes);

/// <summary>A neuron step by step.</summary>
/// <param name="Layer">Its layer.</param>
/// <param name="Neuron">Its place in the layer.</param>
/// <param name="Input">Its input current at each step.</param>
/// <param name="Potential">Its potential after each step, after the reset where it fired.</param>
/// <param name="Spikes">The steps, from 1, at which it fired.</param>
public sealed record MembraneTrace(
    string Layer, int Neuron, IReadOnlyList<double> Input, IReadOnlyList<double> Potential, IReadOnlyList<int> Spikes);
