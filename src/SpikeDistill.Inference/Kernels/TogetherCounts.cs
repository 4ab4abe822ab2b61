using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SpikeDistill.Inference.Kernels;

/// <summary>How often spikes fire together, and sums of such counts.</summary>
internal static unsafe class TogetherCounts
{
    /// <summary>counts[i, j] = how many bits first[i] and second[j] share.</summary>
    /// <param name="first">[depth, words].</param>
    /// <param name="second">[depth, words].</param>
    /// <param name="depth">Of either.</param>
    /// <param name="words">Words of one.</param>
    /// <param name="counts">[depth, row]; what lies behind a row's end is not written.</param>
    /// <param name="row">From a row of counts to the next.</param>
    public static void Count(ulong* first, ulong* second, int depth, int words, int* counts, int row)
    {
        for (int i = 0; i < depth; i++, first += words, counts += row)
        {
            ulong* other = second;
            for (int j = 0; j < depth; j++)
            {
                int count = 0;
                for (int word = 0; word < words; word++)
                {
                    count += BitOperations.PopCount(first[word] & *other++);
                }

                counts[j] = count;
            }
        }
    }

    /// <summary>The sums of the rows whose channels fire.</summary>
    /// <param name="spikes">Of a pixel.</param>
    /// <param name="channel">The channel of the first row.</param>
    /// <param name="depth">Rows, and values of a row.</param>
    /// <param name="counts">[depth, row].</param>
    /// <param name="row">From a row to the next.</param>
    /// <param name="sums">[depth], which are replaced.</param>
    public static void Add(ulong* spikes, int channel, int depth, int* counts, int row, int* sums)
    {
        new Span<int>(sums, depth).Clear();
        for (int fired = Next(spikes, channel, channel + depth); fired >= 0; fired = Next(spikes, fired + 1, channel + depth))
        {
            int* from = counts + ((nint)(fired - channel) * row);
            int j = 0;
            for (; j + Vector128<int>.Count <= depth; j += Vector128<int>.Count)
            {
                (Vector128.Load(sums + j) + Vector128.Load(from + j)).Store(sums + j);
            }

            for (; j < depth; j++)
            {
                sums[j] += from[j];
            }
        }
    }

    /// <summary>The next channel that fires, from one to before an end; -1 if none does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Next(ulong* spikes, int from, int end)
    {
        while (from < end)
        {
            ulong word = spikes[from / 64] >> (from % 64);
            if (word != 0)
            {
                from += BitOperations.TrailingZeroCount(word);
                return from < end ? from : -1;
            }

            from = (from | 63) + 1;
        }

        return -1;
    }
}
