using System.Numerics;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeWeights;

/// <summary>Lists of the positions of each channel's spikes, bit by bit: for processors without the vector form.</summary>
internal static unsafe class PortableLists
{
    private const int Channels = 64;

    /// <summary>A list of each of 64 channels, and its length.</summary>
    public static long ScratchBytes(int pixels) => Channels * (sizeof(int) + ((long)pixels * sizeof(ushort)));

    /// <summary>Does what <see cref="VectorLists.Append"/> does, from the rows of bits.</summary>
    public static int Append(byte* rows, int pixels, int channels, ushort* positions, ulong* mask, ushort* list, int at, int* starts, byte* scratch)
    {
        int rowBytes = SpikeLayout.RowBytes(channels);
        int* counts = (int*)scratch;
        ushort* lists = (ushort*)(counts + Channels);
        for (int part = 0; part < rowBytes; part += sizeof(ulong))
        {
            int bytes = Math.Min(sizeof(ulong), rowBytes - part), first = part * 8;
            new Span<int>(counts, Channels).Clear();
            byte* row = rows + part;
            for (int pixel = 0; pixel < pixels; pixel++, row += rowBytes)
            {
                if ((mask[pixel / 64] >> (pixel % 64) & 1) == 0) continue;
                for (ulong spikes = Load(row, bytes); spikes != 0; spikes &= spikes - 1)
                {
                    int c = BitOperations.TrailingZeroCount(spikes);
                    lists[(c * pixels) + counts[c]++] = positions[pixel];
                }
            }

            for (int c = 0; c < Math.Min(Channels, channels - first); c++)
            {
                *starts++ = at;
                new Span<ushort>(lists + (c * pixels), counts[c]).CopyTo(new Span<ushort>(list + at, counts[c]));
                at += counts[c];
            }
        }

        return at;
    }

    private static ulong Load(byte* row, int bytes) => bytes switch
    {
        8 => *(ulong*)row,
        2 => *(ushort*)row,
        4 => *(uint*)row,
        _ => *(uint*)row | ((ulong)*(ushort*)(row + 4) << 32),
    };
}
