using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Attention;

/// <summary>The softmax of one row in its own memory, and its chain rule.</summary>
internal static unsafe class SoftmaxRow
{
    /// <summary>x_j becomes exp(x_j) / Σ_k exp(x_k); the largest is taken off first, so nothing overflows.</summary>
    public static void Forward<TLanes>(float* x, int length)
        where TLanes : struct, ILanes<TLanes>
    {
        float largest = Reduce<TLanes, Larger>(x, x, length, float.NegativeInfinity);
        int i = 0, whole = length - (length % TLanes.Count);
        for (; i < whole; i += TLanes.Count) TLanes.Exp(TLanes.Load(x + i) - TLanes.Create(largest)).Store(x + i);
        for (; i < length; i++) Lanes1.Exp(Lanes1.Load(x + i) - Lanes1.Create(largest)).Store(x + i);
        float scale = 1 / Reduce<TLanes, Summed>(x, x, length, 0);
        for (i = 0; i < whole; i += TLanes.Count) (TLanes.Load(x + i) * TLanes.Create(scale)).Store(x + i);
        for (; i < length; i++) x[i] *= scale;
    }

    /// <summary>dy_j becomes dx_j = y_j · (dy_j − Σ_k dy_k · y_k).</summary>
    public static void Backward<TLanes>(float* y, float* dy, int length)
        where TLanes : struct, ILanes<TLanes>
    {
        float mean = Reduce<TLanes, Weighted>(dy, y, length, 0);
        int i = 0, whole = length - (length % TLanes.Count);
        for (; i < whole; i += TLanes.Count) (TLanes.Load(y + i) * (TLanes.Load(dy + i) - TLanes.Create(mean))).Store(dy + i);
        for (; i < length; i++) dy[i] = y[i] * (dy[i] - mean);
    }

    private static float Reduce<TLanes, TReduction>(float* x, float* y, int length, float start)
        where TLanes : struct, ILanes<TLanes>
        where TReduction : struct, IReduction
    {
        TLanes sums = TLanes.Create(start);
        int i = 0;
        for (; i <= length - TLanes.Count; i += TLanes.Count) sums = TReduction.Take(sums, TLanes.Load(x + i), TLanes.Load(y + i));
        Lanes1 rest = Lanes1.Create(start);
        for (; i < length; i++) rest = TReduction.Take(rest, Lanes1.Load(x + i), Lanes1.Load(y + i));

        float* lanes = stackalloc float[TLanes.Count + 1];
        sums.Store(lanes);
        rest.Store(lanes + TLanes.Count);
        for (int lane = 0; lane < TLanes.Count; lane++) rest = TReduction.Join(rest, Lanes1.Load(lanes + lane));
        rest.Store(lanes);
        return *lanes;
    }

    private interface IReduction
    {
        static abstract TLanes Take<TLanes>(TLanes sum, TLanes x, TLanes y)
            where TLanes : struct, ILanes<TLanes>;

        static abstract Lanes1 Join(Lanes1 sum, Lanes1 other);
    }

    private readonly struct Larger : IReduction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Take<TLanes>(TLanes sum, TLanes x, TLanes y)
            where TLanes : struct, ILanes<TLanes>
            => TLanes.Max(sum, x);

        public static Lanes1 Join(Lanes1 sum, Lanes1 other) => Lanes1.Max(sum, other);
    }

    private readonly struct Summed : IReduction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Take<TLanes>(TLanes sum, TLanes x, TLanes y)
            where TLanes : struct, ILanes<TLanes>
            => sum + x;

        public static Lanes1 Join(Lanes1 sum, Lanes1 other) => sum + other;
    }

    private readonly struct Weighted : IReduction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Take<TLanes>(TLanes sum, TLanes x, TLanes y)
            where TLanes : struct, ILanes<TLanes>
            => TLanes.MultiplyAdd(x, y, sum);

        public static Lanes1 Join(Lanes1 sum, Lanes1 other) => sum + other;
    }
}
