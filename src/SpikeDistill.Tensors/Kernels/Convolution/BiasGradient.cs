using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Convolution;

/// <summary>
/// The gradient of a bias: the sum of the output gradients over all pixels. Runs of <see cref="RunPixels"/> pixels are
/// summed one by one, then added in their order.
/// </summary>
internal static unsafe class BiasGradient
{
    private const int RunPixels = 1024;

    public static void Run<TLanes>(Workers workers, MemoryPool pool, long pixels, int outputs, float* outputGradient, float* biasGradient)
        where TLanes : struct, ILanes<TLanes>
    {
        int runs = Math.Max(1, checked((int)((pixels + RunPixels - 1) / RunPixels)));
        MemoryBlock partial = pool.Rent((long)runs * outputs * sizeof(float));
        workers.For(runs, (run, _) =>
        {
            float* sums = partial.Floats + ((long)run * outputs);
            new Span<float>(sums, outputs).Clear();
            long end = Math.Min(pixels, (run + 1L) * RunPixels);
            for (long p = (long)run * RunPixels; p < end; p++) Add<TLanes>(outputGradient + (p * outputs), sums, outputs);
        });
        new Span<float>(partial.Floats, outputs).CopyTo(new Span<float>(biasGradient, outputs));
        for (int run = 1; run < runs; run++) Add<TLanes>(partial.Floats + ((long)run * outputs), biasGradient, outputs);
        pool.Return(partial);
    }

    private static void Add<TLanes>(float* from, float* sums, int count)
        where TLanes : struct, ILanes<TLanes>
    {
        int i = 0;
        for (; i + TLanes.Count <= count; i += TLanes.Count) (TLanes.Load(sums + i) + TLanes.Load(from + i)).Store(sums + i);
        for (; i < count; i++) sums[i] += from[i];
    }
}
