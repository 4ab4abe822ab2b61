using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Fusion;

/// <summary>Where the currents of an activation come from at one step, and where their gradients go.</summary>
internal unsafe interface IFireInput<TSelf>
    where TSelf : struct, IFireInput<TSelf>
{
    /// <summary>Sums over rows and steps that gradients leave for each channel.</summary>
    static abstract int Sums { get; }

    /// <summary>The same at another step; made from the first.</summary>
    TSelf AtStep(int step);

    /// <summary>The same with the memory that the sums are added to, [<see cref="Sums"/>][channels, rounded up to whole groups].</summary>
    TSelf WithSums(float* sums);

    /// <summary>Asks for the cache line of an element that is read soon.</summary>
    void Prefetch(long element);

    /// <summary>The currents of a vector of channels, of which so many lanes exist.</summary>
    TLanes Current<TLanes>(Place at, int lanes)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>Takes the gradient of the currents. Steps come last to first, and each element once a step.</summary>
    void Give<TLanes>(Place at, int lanes, TLanes gradient)
        where TLanes : struct, ILanes<TLanes>;
}
