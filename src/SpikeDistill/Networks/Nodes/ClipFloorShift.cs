namespace SpikeDistill.Networks.Nodes;

/// <summary>
/// The activation of ANNs that are to be converted (<see cref="SpikeDistill.Tensors.Operations.ClipFloorShiftOperation"/>): a rectifier that is
/// clipped at a threshold which each layer learns, and gives what a neuron's rate over L steps can be.
/// Source: Bu et al., Optimal ANN-SNN Conversion for High-accuracy and Ultra-low-latency Spiking Neural Networks, ICLR 2022, Eq. 15.
/// </summary>
public sealed record ClipFloorShift
{
    /// <summary>The name of the threshold, behind a layer's.</summary>
    internal const string ThresholdName = "threshold";

    /// <summary>L: the levels between 0 and the threshold, at least 1.</summary>
    public int Levels { get; init; } = 8;

    /// <summary>λ of every layer before training, above 0.</summary>
    public float Threshold { get; init; } = 8;
}
