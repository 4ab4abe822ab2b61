using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Fusion;

/// <summary>Where the currents of an activation come from at one step, and where their gradients go.</summary>
/// <remarks>Channels of a group are read and written as vectors from lane <c>first</c> of the group on, of which <c>lanes</c> exist.</remarks>
internal unsafe interface IFireInput<TSelf>
    where TSelf : struct, IFireInput<TSelf>
{
    /// <summary>Sums over rows and steps that gradients leave for each channel.</summary>
    static abstract int Sums { get; }

    /// <summary>The same at another step; made from the first.</summary>
    TSelf AtStep(int step);

    /// <summary>The same with the memory that the sums are added to, [<see cref="Sums"/>][channels, rounded up to whole groups].</summary>
    TSelf WithSums(float* sums);

    /// <summary>The currents.</summary>
    TLanes Current<TLanes>(in GroupCursor group, int first, int lanes)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>Takes the gradient of the currents. Steps come last to first, and each element once a step.</summary>
    void Give<TLanes>(in GroupCursor group, int first, int lanes, TLanes gradient)
        where TLanes : struct, ILanes<TLanes>;
}
