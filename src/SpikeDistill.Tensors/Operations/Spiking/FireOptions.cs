using SpikeDistill.Tensors.Kernels.Spiking;

namespace SpikeDistill.Tensors.Operations;

/// <summary>How <see cref="FireOperation"/> back-propagates.</summary>
public readonly record struct FireOptions
{
    /// <summary>Whether the reset treats the spike as a constant, so that no gradient flows from a reset into the spike that caused it.</summary>
    public bool DetachReset { get; init; }

    internal FireHooks? Hooks { get; init; }
}
