using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Fusion;

/// <summary>
/// A normalized value plus a shortcut. Gradients g are stored, and summed for the normalizations' own: Σ g, Σ g · (x − mean)
/// and the shortcut's.
/// </summary>
internal readonly unsafe struct NormalizedInput<TShortcut>(NormalizedRows rows, TShortcut shortcut, float* gradient, float* sums, NormalizedPlan plan) : IFireInput<NormalizedInput<TShortcut>>
    where TShortcut : struct, IShortcut<TShortcut>
{
    public static int Sums => 2 + TShortcut.Sums;

    public NormalizedInput<TShortcut> AtStep(int step)
    {
        long elements = step * plan.StepElements;
        return new(rows.Moved(elements), shortcut.AtStep(step), gradient + elements, sums, plan);
    }

    public NormalizedInput<TShortcut> WithSums(float* memory) => new(rows, shortcut, gradient, memory, plan);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(long element)
    {
        rows.Prefetch(element);
        shortcut.Prefetch(element);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Current<TLanes>(Place at, int lanes)
        where TLanes : struct, ILanes<TLanes>
        => shortcut.AddTo(rows.Normalized<TLanes>(at, lanes), at, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Give<TLanes>(Place at, int lanes, TLanes value)
        where TLanes : struct, ILanes<TLanes>
    {
        float* total = sums + at.Channel, product = total + plan.SumLength;
        (TLanes.Load(total) + value).Store(total);
        TLanes.MultiplyAdd(value, rows.Centered<TLanes>(at, lanes), TLanes.Load(product)).Store(product);
        shortcut.Sum(value, sums + (2 * plan.SumLength), at, lanes);
        PartialVector.Store(value, gradient + at.Element, lanes);
    }
}

/// <summary>Lengths that all steps share.</summary>
/// <param name="Steps">Time steps.</param>
/// <param name="StepElements">Elements of a step.</param>
/// <param name="SumLength">Channels, rounded up to whole groups.</param>
internal readonly record struct NormalizedPlan(int Steps, long StepElements, int SumLength);
