namespace SpikeDistill.Exporting;

/// <summary>How a network is written as ONNX.</summary>
public sealed record OnnxOptions
{
    /// <summary>Whether normalizations are folded into the weights before them where that can be.</summary>
    public bool Fold { get; init; }

    /// <summary>Whether the graph is one step that takes and gives the states of all neurons; else it is all steps.</summary>
    public bool Streaming { get; init; }

    /// <summary>
    /// Whether each layer's spikes, <c>NAME.spikes</c>, and how far its potentials are above their thresholds, <c>NAME.above</c>, are outputs too,
    /// [T·N, C, H, W], [T·N, L, C] or [T·N, C].
    /// </summary>
    public bool Watched { get; init; }
}
