using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Fusion;

/// <summary>Currents that lie in memory, [T, …, C].</summary>
internal readonly unsafe struct PlainInput(float* currents, float* gradient, long stepElements) : IFireInput<PlainInput>
{
    public static int Sums => 0;

    public PlainInput AtStep(int step) => new(currents + (step * stepElements), gradient + (step * stepElements), stepElements);

    public PlainInput WithSums(float* sums) => this;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(long element) => Cache.Ask(currents + element);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Current<TLanes>(Place at, int lanes)
        where TLanes : struct, ILanes<TLanes>
        => PartialVector.Load<TLanes>(currents + at.Element, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Give<TLanes>(Place at, int lanes, TLanes value)
        where TLanes : struct, ILanes<TLanes>
        => PartialVector.Store(value, gradient + at.Element, lanes);
}
