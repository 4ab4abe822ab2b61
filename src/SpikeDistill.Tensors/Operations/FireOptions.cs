namespace SpikeDistill.Tensors.Operations;

/// <summary>How <see cref="FireOperation"/> back-propagates.</summary>
public readonly record struct FireOptions
{
    /// <summary>Whether the reset treats the spike as a constant, so that no gradient flows from a reset into the spike that caused it.</summary>
    public bool DetachReset { get; init; }

    internal FireHooks? Hooks { get; init; }
}

/// <summary>What tests change about the operation.</summary>
internal sealed record FireHooks
{
    /// <summary>Puts the surrogate's primitive in place of the step function; the output is then Float32.</summary>
    public bool Smooth { get; init; }

    /// <summary>Spikes that take the place of V ≥ threshold; charge and reset follow them.</summary>
    public Tensor? ForcedSpikes { get; init; }
}
