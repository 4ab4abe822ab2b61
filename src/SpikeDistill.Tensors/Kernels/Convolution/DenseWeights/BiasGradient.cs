using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Convolution.DenseWeights;

/// <summary>
/// The gradient of a bias: the sum of the output gradients over all pixels. Runs of <see cref="RunPixels"/> pixels are
/// summed one by one, then added in their order.
/// </summary>
internal readonly unsafe struct BiasGradient : ILaneKernel
{
    private const int RunPixels = 1024;

    public required Workers Workers { get; init; }

    public required MemoryPool Memory { get; init; }

    public required long Pixels { get; init; }

    public required int Outputs { get; init; }

    public required float* OutputGradient { get; init; }

    public required float* Output { get; init; }

    public void Run<TLanes>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
    {
        BiasGradient job = this;
        int outputs = Outputs;
        int runs = Math.Max(1, checked((int)((Pixels + RunPixels - 1) / RunPixels)));
        MemoryBlock partial = Memory.Rent((long)runs * outputs * sizeof(float));
        Workers.For(runs, (run, _) =>
        {
            float* sums = partial.Floats + ((long)run * outputs);
            new Span<float>(sums, outputs).Clear();
            long last = Math.Min(job.Pixels, (run + 1L) * RunPixels);
            for (long p = (long)run * RunPixels; p < last; p++) Add<TLanes>(job.OutputGradient + (p * outputs), sums, outputs);
        });
        new Span<float>(partial.Floats, outputs).CopyTo(new Span<float>(Output, outputs));
        for (int run = 1; run < runs; run++) Add<TLanes>(partial.Floats + ((long)run * outputs), Output, outputs);
        Memory.Return(partial);
    }

    private static void Add<TLanes>(float* from, float* sums, int count)
        where TLanes : struct, ILanes<TLanes>
    {
        int i = 0;
        for (; i + TLanes.Count <= count; i += TLanes.Count) (TLanes.Load(sums + i) + TLanes.Load(from + i)).Store(sums + i);
        for (; i < count; i++) sums[i] += from[i];
    }
}
