using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Activations;

/// <summary>Currents that lie in memory, [T, …, C].</summary>
internal readonly unsafe struct PlainInput(float* currents, float* gradient) : IFireInput<PlainInput>
{
    public static int Sums => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Place Source(Place at, Place first, int step) => at;

    public PlainInput WithSums(float* sums) => this;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(Place at, Place source, long ahead) => CacheLine.Prefetch(currents + source.Element + ahead);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public InputVectors<TLanes> Vectors<TLanes>(int channel)
        where TLanes : struct, ILanes<TLanes>
        => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Current<TLanes>(Place at, Place source, int lanes, in InputVectors<TLanes> vectors)
        where TLanes : struct, ILanes<TLanes>
        => PartialVector.Load<TLanes>(currents + source.Element, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Give<TLanes>(Place at, int lanes, TLanes value, in InputVectors<TLanes> vectors, ref GradientTerms<TLanes> terms)
        where TLanes : struct, ILanes<TLanes>
        => PartialVector.Store(value, gradient + at.Element, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Finish<TLanes>(Place at, int lanes, in InputVectors<TLanes> vectors, in GradientTerms<TLanes> terms)
        where TLanes : struct, ILanes<TLanes>
    {
    }
}
