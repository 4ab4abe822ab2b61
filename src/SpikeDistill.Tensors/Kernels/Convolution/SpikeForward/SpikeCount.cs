using System.Numerics;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;

/// <summary>Counts spikes.</summary>
internal static unsafe class SpikeCount
{
    private const int Grain = 1 << 18;

    public static long Of(Workers workers, byte* bits, long bytes)
    {
        long sum = 0;
        workers.ForRange(bytes, Grain, (start, end) =>
        {
            long count = 0;
            byte* at = bits + start, last = bits + end;
            for (; last - at >= sizeof(ulong); at += sizeof(ulong)) count += BitOperations.PopCount(*(ulong*)at);
            for (; at < last; at++) count += BitOperations.PopCount(*at);
            Interlocked.Add(ref sum, count);
        });
        return sum;
    }
}
