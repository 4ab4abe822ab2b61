namespace SpikeDistill.Tensors.Operations;

/// <summary>What goes into an activation: a normalized convolution output and, where there is one, a shortcut.</summary>
/// <param name="X">The convolution's output, Float32 [T·N, …, C].</param>
/// <param name="Normalization">Its normalization.</param>
public sealed record NormalizedSum(Tensor X, ChannelNormalization Normalization)
{
    private readonly Tensor? _x = X;

    /// <summary>The same of a convolution's output that is not computed yet.</summary>
    /// <param name="pending">The output. Whoever reads <see cref="X"/> has it computed.</param>
    /// <param name="normalization">Its normalization.</param>
    public NormalizedSum(PendingSum pending, ChannelNormalization normalization)
        : this((Tensor)null!, normalization) => Pending = pending;

    /// <summary>The convolution's output, Float32 [T·N, …, C].</summary>
    public Tensor X
    {
        get => _x ?? Pending!.Output;
        init => _x = value;
    }

    /// <summary>The convolution's output, if it was not computed yet.</summary>
    public PendingSum? Pending { get; }

    /// <summary>The output's shape.</summary>
    public Shape Shape => _x?.Shape ?? Pending!.Shape;

    /// <summary>T. Neurons walk it; the rectifier has no memory.</summary>
    public int Timesteps { get; init; } = 1;

    /// <summary>Whether <see cref="X"/> is [N, …, C] and the same at every step. Then there is no shortcut.</summary>
    public bool Still { get; init; }

    /// <summary>What is added, shaped like <see cref="X"/>: Float32, or Spikes or Counts where it is added as it is.</summary>
    public Tensor? Shortcut { get; init; }

    /// <summary>The normalization of a shortcut that is a convolution's output itself.</summary>
    public ChannelNormalization? ShortcutNormalization { get; init; }
}

/// <summary>What an activation of a normalized sum gives.</summary>
/// <param name="Output">[T·N, …, C]: Spikes, or Float32 of a rectifier.</param>
/// <param name="Statistics">The batch's statistics of <see cref="NormalizedSum.X"/>, where it was normalized with them.</param>
/// <param name="ShortcutStatistics">The same of the shortcut.</param>
public sealed record NormalizedActivation(Tensor Output, BatchStatistics? Statistics, BatchStatistics? ShortcutStatistics);
