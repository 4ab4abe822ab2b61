using System.Runtime.CompilerServices;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Benchmarks.Kernels;

/// <summary>What the processor's multiply-add units can do: a loop of 12 independent chains that touches no memory.</summary>
internal static class FmaPeak
{
    private const int Chains = 12;
    private const int Steps = 500_000;

    /// <summary>Floating-point operations per second of all workers together, each doing about five milliseconds of work.</summary>
    public static double Measure(Workers workers)
    {
        int lanes = (int)Simd.Current;
        double seconds = Stopwatches.Time(() => workers.For(workers.Count, static (_, _) => Run()), workers.Count);
        return 2.0 * lanes * Chains * Steps * workers.Count / seconds;
    }

    private static float Run() => Simd.Current switch
    {
        SimdLevel.V512 => Loop<Lanes16>(),
        SimdLevel.V256 => Loop<Lanes8>(),
        SimdLevel.V128 => Loop<Lanes4>(),
        _ => Loop<Lanes1>(),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe float Loop<TLanes>()
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes x = TLanes.Create(0.999f), y = TLanes.Create(1e-3f);
        TLanes a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
        for (int step = 0; step < Steps; step++)
        {
            a = TLanes.MultiplyAdd(a, x, y);
            b = TLanes.MultiplyAdd(b, x, y);
            c = TLanes.MultiplyAdd(c, x, y);
            d = TLanes.MultiplyAdd(d, x, y);
            e = TLanes.MultiplyAdd(e, x, y);
            f = TLanes.MultiplyAdd(f, x, y);
            g = TLanes.MultiplyAdd(g, x, y);
            h = TLanes.MultiplyAdd(h, x, y);
            i = TLanes.MultiplyAdd(i, x, y);
            j = TLanes.MultiplyAdd(j, x, y);
            k = TLanes.MultiplyAdd(k, x, y);
            l = TLanes.MultiplyAdd(l, x, y);
        }

        float* sums = stackalloc float[16];
        (a + b + c + d + e + f + g + h + i + j + k + l).Store(sums);
        return sums[0];
    }
}
