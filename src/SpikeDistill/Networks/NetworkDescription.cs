namespace SpikeDistill.Networks;

/// <summary>
/// A network as data: a list of units and a classifier. Building, running, fusing, counting operations and naming parameters all
/// read this one description.
/// </summary>
/// <param name="Name">The architecture's name.</param>
/// <param name="Units">The units in the order they run; each reads an earlier one.</param>
/// <param name="Classifier">The linear layers behind the global average pool.</param>
public sealed record NetworkDescription(string Name, IReadOnlyList<UnitDescription> Units, ClassifierDescription Classifier)
{
    /// <summary>Name and role of everything that is learned, unit by unit.</summary>
    public IEnumerable<(string Name, ParameterRole Role)> Parameters
        => Units.SelectMany(unit => unit.Shortcut is { Projection: { } projection, ProjectionNormalization: { } normalization }
                ? [.. Learned(unit.Convolution, unit.Normalization), .. Learned(projection, normalization)]
                : Learned(unit.Convolution, unit.Normalization))
            .Concat(Classifier.Layers.SelectMany(layer => Affine(layer.Name, bias: true)));

    /// <summary>Height, width and channels of every unit's activation, before any pool, for square images of a size.</summary>
    /// <param name="imageSize">Height of the images, pixels.</param>
    internal IReadOnlyList<MapShape> UnitShapes(int imageSize)
    {
        MapShape[] shapes = new MapShape[Units.Count];
        for (int i = 0; i < shapes.Length; i++)
        {
            UnitDescription unit = Units[i];
            int read = unit.Source == UnitDescription.Image ? imageSize : shapes[unit.Source].Height / Units[unit.Source].AveragePool;
            int size = unit.Convolution.OutputSize(read);
            shapes[i] = new MapShape(size, size, unit.Convolution.Outputs);
        }

        return shapes;
    }

    /// <summary>The shapes of the stages' feature maps, in order (<see cref="UnitDescription.EndsStage"/>).</summary>
    /// <param name="imageSize">Height of the images, pixels.</param>
    public IReadOnlyList<MapShape> StageShapes(int imageSize)
        => [.. UnitShapes(imageSize).Where((_, unit) => Units[unit].EndsStage)];

    private IEnumerable<ConvolutionDescription> Convolutions
        => Units.SelectMany(unit => unit.Shortcut?.Projection is { } projection ? [unit.Convolution, projection] : (ConvolutionDescription[])[unit.Convolution]);

    /// <summary>The number of learned values.</summary>
    public long ParameterCount
        => Convolutions.Sum(c => c.ParameterCount + (2L * c.Outputs)) + Classifier.Layers.Sum(layer => layer.ParameterCount);

    /// <summary>The number of running means and variances.</summary>
    public long BufferCount => Convolutions.Sum(c => 2L * c.Outputs);

    private static (string Name, ParameterRole Role)[] Learned(ConvolutionDescription convolution, string normalization) =>
    [
        .. Affine(convolution.Name, convolution.Bias),
        (normalization + ".weight", ParameterRole.Normalization),
        (normalization + ".bias", ParameterRole.Normalization),
    ];

    private static (string Name, ParameterRole Role)[] Affine(string name, bool bias)
        => bias ? [(name + ".weight", ParameterRole.Weight), (name + ".bias", ParameterRole.Bias)] : [(name + ".weight", ParameterRole.Weight)];
}

/// <summary>
/// One unit: convolution, normalization, plus a shortcut where there is one, then the activation (sum-then-fire), then an
/// average pool where there is one.
/// </summary>
public sealed record UnitDescription
{
    /// <summary>The <see cref="Source"/> of a unit that reads the image.</summary>
    public const int Image = -1;

    /// <summary>The unit's name in reports, such as <c>layer1.0.fire2</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The convolution.</summary>
    public required ConvolutionDescription Convolution { get; init; }

    /// <summary>Prefix of the normalization's parameters, such as <c>layer1.0.bn2</c>.</summary>
    public required string Normalization { get; init; }

    /// <summary>Index of the unit whose output is read, or <see cref="Image"/>.</summary>
    public required int Source { get; init; }

    /// <summary>What is added before the activation, if anything.</summary>
    public ShortcutDescription? Shortcut { get; init; }

    /// <summary>Side and stride of the average pool behind the activation; 1 for none. The units that read this one read what was pooled.</summary>
    public int AveragePool { get; init; } = 1;

    /// <summary>Whether the activation's output, before any pool, is the feature map of a finished stage.</summary>
    public bool EndsStage { get; init; }
}

/// <summary>A square convolution, padded so that stride 1 keeps the size.</summary>
/// <param name="Name">Prefix of its parameters, such as <c>layer1.0.conv1</c>.</param>
/// <param name="Inputs">Input channels.</param>
/// <param name="Outputs">Output channels.</param>
/// <param name="Kernel">Height and width of the kernel.</param>
/// <param name="Stride">Stride in both directions.</param>
public sealed record ConvolutionDescription(string Name, int Inputs, int Outputs, int Kernel, int Stride)
{
    /// <summary>Whether it has a bias.</summary>
    public bool Bias { get; init; }

    /// <summary>Zeros around the image on each side.</summary>
    public int Padding => Kernel / 2;

    /// <summary>Weights and biases.</summary>
    public long ParameterCount => ((long)Inputs * Outputs * Kernel * Kernel) + (Bias ? Outputs : 0);

    /// <summary>The output's height or width for an input's.</summary>
    public int OutputSize(int size) => ((size + (2 * Padding) - Kernel) / Stride) + 1;
}

/// <summary>A shortcut: the output of an earlier unit, as it is or through a 1x1 convolution with normalization.</summary>
/// <param name="Source">Index of the unit whose output is added.</param>
/// <param name="Projection">The 1x1 convolution where the shape changes.</param>
/// <param name="ProjectionNormalization">Prefix of its normalization's parameters.</param>
public sealed record ShortcutDescription(int Source, ConvolutionDescription? Projection = null, string? ProjectionNormalization = null);

/// <summary>The classifier: global average pool, then linear layers with the network's activation between two of them.</summary>
/// <param name="Layers">The linear layers; the last gives the logits.</param>
public sealed record ClassifierDescription(IReadOnlyList<LinearDescription> Layers);

/// <summary>A linear layer with bias.</summary>
/// <param name="Name">Prefix of its parameters, and the name of its neurons in reports where it has some.</param>
/// <param name="Inputs">Values in.</param>
/// <param name="Outputs">Values out.</param>
public sealed record LinearDescription(string Name, int Inputs, int Outputs)
{
    /// <summary>Weights and biases.</summary>
    public long ParameterCount => (Inputs + 1L) * Outputs;
}

/// <summary>The shape of one image's feature map.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">Channels.</param>
public sealed record MapShape(int Height, int Width, int Channels)
{
    /// <summary>Values of one map.</summary>
    public long Count => (long)Height * Width * Channels;
}
