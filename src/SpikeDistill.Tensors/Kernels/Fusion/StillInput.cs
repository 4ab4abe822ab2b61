using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Fusion;

/// <summary>A normalized value that is the same at every step. Its gradient, Σ_t g(t), is stored and summed when it is whole.</summary>
internal readonly unsafe struct StillInput(NormalizedRows rows, float* gradient, float* sums, int sumLength) : IFireInput<StillInput>
{
    public static int Sums => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Place Source(Place at, Place first, int step) => first;

    public StillInput WithSums(float* memory) => new(rows, gradient, memory, sumLength);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(Place at, Place source, long ahead) => rows.Prefetch(source.Element + ahead);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public InputVectors<TLanes> Vectors<TLanes>(int channel)
        where TLanes : struct, ILanes<TLanes>
        => new(rows.Vectors<TLanes>(channel), default);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Current<TLanes>(Place at, Place source, int lanes, in InputVectors<TLanes> vectors)
        where TLanes : struct, ILanes<TLanes>
        => rows.Normalized(source, lanes, vectors.Main);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Give<TLanes>(Place at, int lanes, TLanes value, in InputVectors<TLanes> vectors, ref GradientTerms<TLanes> terms)
        where TLanes : struct, ILanes<TLanes>
        => terms.Total += value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Finish<TLanes>(Place at, int lanes, in InputVectors<TLanes> vectors, in GradientTerms<TLanes> terms)
        where TLanes : struct, ILanes<TLanes>
    {
        float* total = sums + at.Channel, product = total + sumLength;
        PartialVector.Store(terms.Total, gradient + at.Element, lanes);
        (TLanes.Load(total) + terms.Total).Store(total);
        TLanes.MultiplyAdd(terms.Total, rows.Centered(at, lanes, vectors.Main), TLanes.Load(product)).Store(product);
    }
}
