using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Fusion;

/// <summary>
/// A normalized value plus a shortcut. Gradients g are stored, and summed for the normalizations' own: Σ g, Σ g · (x − mean)
/// and the shortcut's.
/// </summary>
internal readonly unsafe struct NormalizedInput<TShortcut>(NormalizedRows rows, TShortcut shortcut, float* gradient, float* sums, int sumLength)
    : IFireInput<NormalizedInput<TShortcut>>
    where TShortcut : struct, IShortcut<TShortcut>
{
    public static int Sums => 2 + TShortcut.Sums;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Place Source(Place at, Place first, int step) => at;

    public NormalizedInput<TShortcut> WithSums(float* memory) => new(rows, shortcut, gradient, memory, sumLength);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(Place at, Place source, long ahead)
    {
        rows.Prefetch(source.Element + ahead);
        shortcut.Prefetch(at.Element + ahead);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public InputVectors<TLanes> Vectors<TLanes>(int channel)
        where TLanes : struct, ILanes<TLanes>
        => new(rows.Vectors<TLanes>(channel), shortcut.Vectors<TLanes>(channel));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Current<TLanes>(Place at, Place source, int lanes, in InputVectors<TLanes> vectors)
        where TLanes : struct, ILanes<TLanes>
        => shortcut.AddTo(rows.Normalized(source, lanes, vectors.Main), at, lanes, vectors.Side);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Give<TLanes>(Place at, int lanes, TLanes value, in InputVectors<TLanes> vectors, ref GradientTerms<TLanes> terms)
        where TLanes : struct, ILanes<TLanes>
    {
        terms.Total += value;
        terms.Product = TLanes.MultiplyAdd(value, rows.Centered(at, lanes, vectors.Main), terms.Product);
        terms.Side = shortcut.Sum(value, terms.Side, at, lanes, vectors.Side);
        PartialVector.Store(value, gradient + at.Element, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Finish<TLanes>(Place at, int lanes, in InputVectors<TLanes> vectors, in GradientTerms<TLanes> terms)
        where TLanes : struct, ILanes<TLanes>
    {
        float* total = sums + at.Channel, product = total + sumLength, side = product + sumLength;
        (TLanes.Load(total) + terms.Total).Store(total);
        (TLanes.Load(product) + terms.Product).Store(product);
        if (TShortcut.Sums > 0)
        {
            (TLanes.Load(side) + terms.Side).Store(side);
        }
    }
}
