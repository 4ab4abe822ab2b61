using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Elementwise;

/// <summary>Blocks of bytes that lie a step apart, copied to where they lie another step apart.</summary>
internal static unsafe class BlockCopy
{
    private const int BytesPerTask = 1 << 16;

    public static void Run(Workers workers, byte* from, long fromStep, byte* to, long toStep, long bytes, long count)
    {
        if (bytes == 0) return;
        workers.ForRange(count, (int)Math.Max(1, BytesPerTask / bytes), (start, end) =>
        {
            for (long i = start; i < end; i++) Buffer.MemoryCopy(from + (i * fromStep), to + (i * toStep), bytes, bytes);
        });
    }
}
