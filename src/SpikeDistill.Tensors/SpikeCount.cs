using System.Numerics;
using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors;

/// <summary>Counts spikes.</summary>
internal static unsafe class SpikeCount
{
    private const int Grain = 1 << 18;

    public static long Of(Workers workers, byte* bits, long bytes)
    {
        long sum = 0;
        workers.ForRange(bytes, Grain, (start, end) => Interlocked.Add(ref sum, Of(bits + start, end - start)));
        return sum;
    }

    public static long Of(ReadOnlySpan<byte> bits)
    {
        fixed (byte* at = bits) return Of(at, bits.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Of(byte* bits, long bytes)
    {
        long count = 0;
        byte* at = bits, end = bits + bytes;
        for (; end - at >= sizeof(ulong); at += sizeof(ulong)) count += BitOperations.PopCount(*(ulong*)at);
        for (; at < end; at++) count += BitOperations.PopCount(*at);
        return count;
    }
}
