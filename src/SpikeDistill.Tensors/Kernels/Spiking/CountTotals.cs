using System.Numerics;
using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Spiking;

/// <summary>What is asked of counts before they are listed.</summary>
internal static unsafe class CountTotals
{
    private const int Grain = 1 << 18;

    /// <summary>The counts that are not 0.</summary>
    public static long NotZero(Workers workers, byte* counts, long length)
    {
        long sum = 0;
        workers.ForRange(length, Grain, (start, end) =>
        {
            byte any = 0;
            Interlocked.Add(ref sum, NotZero(counts + start, end - start, ref any));
        });
        return sum;
    }

    /// <summary>The same; <paramref name="any"/> takes up every bit that is set in one of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long NotZero(byte* counts, long length, ref byte any)
    {
        Vector<byte> seen = default;
        long zeros = 0, i = 0;
        while (i <= length - Vector<byte>.Count)
        {
            // Each lane counts up to 255.
            Vector<byte> empty = default;
            for (int n = 0; n < byte.MaxValue && i <= length - Vector<byte>.Count; n++, i += Vector<byte>.Count)
            {
                Vector<byte> value = Vector.Load(counts + i);
                seen |= value;
                empty -= Vector.Equals(value, default);
            }

            Vector.Widen(empty, out Vector<ushort> low, out Vector<ushort> high);
            zeros += Vector.Sum(low + high);
        }

        for (int lane = 0; lane < Vector<byte>.Count; lane++) any |= seen[lane];
        for (; i < length; i++)
        {
            any |= counts[i];
            zeros += counts[i] == 0 ? 1 : 0;
        }

        return length - zeros;
    }

    /// <summary>Every count as a float, at its own place: a look-up takes the place of a conversion.</summary>
    public static MemoryBlock Floats(MemoryPool memory)
    {
        MemoryBlock floats = memory.Rent((byte.MaxValue + 1) * sizeof(float));
        for (int count = 0; count <= byte.MaxValue; count++) floats.Floats[count] = count;
        return floats;
    }
}
