namespace SpikeDistill.Tensors.Kernels.Spiking;

/// <summary>What tests change about the neurons.</summary>
internal sealed record FireHooks
{
    /// <summary>Puts the surrogate's primitive in place of the step function; the output is then Float32.</summary>
    public bool Smooth { get; init; }

    /// <summary>Spikes that take the place of V ≥ threshold; charge and reset follow them.</summary>
    public Tensor? ForcedSpikes { get; init; }
}
