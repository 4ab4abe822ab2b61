using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Fusion;

/// <summary>A normalized value that is the same at every step. Its gradient, Σ_t g(t), is stored once, and summed when it is whole.</summary>
internal readonly unsafe struct StillInput(NormalizedRows rows, float* gradient, float* sums, NormalizedPlan plan, int step) : IFireInput<StillInput>
{
    public static int Sums => 2;

    public StillInput AtStep(int at) => new(rows, gradient, sums, plan, at);

    public StillInput WithSums(float* memory) => new(rows, gradient, memory, plan, step);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(long element) => rows.Prefetch(element);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Current<TLanes>(Place at, int lanes)
        where TLanes : struct, ILanes<TLanes>
        => rows.Normalized<TLanes>(at, lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Give<TLanes>(Place at, int lanes, TLanes value)
        where TLanes : struct, ILanes<TLanes>
    {
        float* to = gradient + at.Element;
        if (step < plan.Steps - 1)
        {
            value += PartialVector.Load<TLanes>(to, lanes);
        }

        PartialVector.Store(value, to, lanes);
        if (step == 0)
        {
            float* total = sums + at.Channel, product = total + plan.SumLength;
            (TLanes.Load(total) + value).Store(total);
            TLanes.MultiplyAdd(value, rows.Centered<TLanes>(at, lanes), TLanes.Load(product)).Store(product);
        }
    }
}
