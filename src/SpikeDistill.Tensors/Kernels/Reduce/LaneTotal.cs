using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Reduce;

/// <summary>Sums across the lanes of a vector.</summary>
internal static unsafe class LaneTotal
{
    // Vectors of 16 lanes that are turned together.
    private const int Turned = 16;

    /// <summary>The sum of all lanes, the first first.</summary>
    public static float Of<TLanes>(TLanes value)
        where TLanes : struct, ILanes<TLanes>
    {
        float* lanes = stackalloc float[TLanes.Count];
        value.Store(lanes);
        return Of(lanes, TLanes.Count);
    }

    /// <summary>The same of vectors that lie side by side, to the bit. With 16 lanes they are turned, so that 16 sums grow at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Of<TLanes>(float* vectors, int count, float* totals)
        where TLanes : struct, ILanes<TLanes>
    {
        int i = 0;
        if (TLanes.Count == Turned && Avx512F.IsSupported)
        {
            for (; i <= count - Turned; i += Turned) OfSixteen(vectors + (i * Turned), totals + i);
        }

        for (; i < count; i++) totals[i] = Of(vectors + (i * TLanes.Count), TLanes.Count);
    }

    private static float Of(float* lanes, int count)
    {
        float sum = lanes[0];
        for (int lane = 1; lane < count; lane++) sum += lanes[lane];
        return sum;
    }

    private static void OfSixteen(float* vectors, float* totals)
    {
        (Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d) = Lanes(vectors, 0);
        Vector512<float> sum = a + b + c + d;
        for (int first = 4; first < Turned; first += 4)
        {
            (a, b, c, d) = Lanes(vectors, first);
            sum = sum + a + b + c + d;
        }

        sum.Store(totals);
    }

    /// <summary>Four lanes of 16 vectors: the vectors 0 to 3 in the first quarter, and so on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> A, Vector512<float> B, Vector512<float> C, Vector512<float> D) Lanes(float* vectors, int first)
    {
        Vector512<float> a = Quarters(vectors + first), b = Quarters(vectors + Turned + first);
        Vector512<float> c = Quarters(vectors + (2 * Turned) + first), d = Quarters(vectors + (3 * Turned) + first);
        Vector512<double> low = Avx512F.UnpackLow(a, b).AsDouble(), high = Avx512F.UnpackHigh(a, b).AsDouble();
        Vector512<double> lowEnd = Avx512F.UnpackLow(c, d).AsDouble(), highEnd = Avx512F.UnpackHigh(c, d).AsDouble();
        return (
            Avx512F.UnpackLow(low, lowEnd).AsSingle(), Avx512F.UnpackHigh(low, lowEnd).AsSingle(),
            Avx512F.UnpackLow(high, highEnd).AsSingle(), Avx512F.UnpackHigh(high, highEnd).AsSingle());
    }

    /// <summary>Four floats of every fourth vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Quarters(float* at)
    {
        const int Step = 4 * Turned;
        return Vector512.Create(
            Vector256.Create(Vector128.Load(at), Vector128.Load(at + Step)),
            Vector256.Create(Vector128.Load(at + (2 * Step)), Vector128.Load(at + (3 * Step))));
    }
}
