using System.Numerics;
using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;

/// <summary>Counts spikes.</summary>
internal static unsafe class SpikeCount
{
    private const int Grain = 1 << 18;

    public static long Of(Workers workers, byte* bits, long bytes)
    {
        long sum = 0;
        workers.ForRange(bytes, Grain, (start, end) => Interlocked.Add(ref sum, Count(bits + start, bits + end)));
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Count(byte* at, byte* end)
    {
        long count = 0;
        for (; end - at >= sizeof(ulong); at += sizeof(ulong)) count += BitOperations.PopCount(*(ulong*)at);
        for (; at < end; at++) count += BitOperations.PopCount(*at);
        return count;
    }
}
