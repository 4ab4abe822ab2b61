using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeTables;

/// <summary>
/// Pixels of one row by one vector of outputs, looked up in the tables of a block: for each tap, for each group of four
/// channels, one addition. A pixel of scratch is four offsets into the tables of a group, 16 bits each.
/// </summary>
internal readonly unsafe ref struct TableTile<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    public const int Pixels = 8;

    public required byte* Tables { get; init; }

    /// <summary>Where each tap reads, counted from the place of the output.</summary>
    public required int* Offsets { get; init; }

    public required int Taps { get; init; }

    /// <summary>From one output to the next in scratch.</summary>
    public required nint Step { get; init; }

    public required nint FromStride { get; init; }

    public required nint ToStride { get; init; }

    /// <summary>Eight pixels: their chains of additions hide each other's latency.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void RunEight(ulong* source, float* from, float* to)
    {
        nint step = Step, fromStride = FromStride, toStride = ToStride;
        TLanes a = TLanes.Load(from), b = TLanes.Load(from + fromStride), c = TLanes.Load(from + (2 * fromStride)), d = TLanes.Load(from + (3 * fromStride));
        from += 4 * fromStride;
        TLanes e = TLanes.Load(from), f = TLanes.Load(from + fromStride), g = TLanes.Load(from + (2 * fromStride)), h = TLanes.Load(from + (3 * fromStride));
        byte* table = Tables;
        int* offset = Offsets, last = offset + Taps - 1;

        // Offsets are fetched four pixels ahead of the additions that wait for them.
        ulong* at = source + *offset;
        ulong p = at[0], q = at[step], r = at[2 * step], s = at[3 * step];
        for (int tap = Taps; tap > 0; tap--, table += PartialSums<TLanes>.Groups * PartialSums<TLanes>.GroupBytes)
        {
            at += 4 * step;
            a = Add(a, table, p);
            p = at[0];
            b = Add(b, table, q);
            q = at[step];
            c = Add(c, table, r);
            r = at[2 * step];
            d = Add(d, table, s);
            s = at[3 * step];
            if (offset < last) offset++;
            at = source + *offset;
            e = Add(e, table, p);
            p = at[0];
            f = Add(f, table, q);
            q = at[step];
            g = Add(g, table, r);
            r = at[2 * step];
            h = Add(h, table, s);
            s = at[3 * step];
        }

        a.Store(to);
        b.Store(to + toStride);
        c.Store(to + (2 * toStride));
        d.Store(to + (3 * toStride));
        to += 4 * toStride;
        e.Store(to);
        f.Store(to + toStride);
        g.Store(to + (2 * toStride));
        h.Store(to + (3 * toStride));
    }

    /// <summary>One pixel, for what eights leave over.</summary>
    public void RunOne(ulong* source, float* from, float* to)
    {
        TLanes sum = TLanes.Load(from);
        for (int tap = 0; tap < Taps; tap++)
        {
            sum = Add(sum, Tables + ((nint)tap * PartialSums<TLanes>.Groups * PartialSums<TLanes>.GroupBytes), source[Offsets[tap]]);
        }

        sum.Store(to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Add(TLanes sum, byte* table, ulong offsets)
    {
        sum += TLanes.Load((float*)(table + (nint)(ushort)offsets));
        sum += TLanes.Load((float*)(table + (nint)(ushort)(offsets >> 16) + PartialSums<TLanes>.GroupBytes));
        sum += TLanes.Load((float*)(table + (nint)(ushort)(offsets >> 32) + (2 * PartialSums<TLanes>.GroupBytes)));
        return sum + TLanes.Load((float*)(table + (nint)(offsets >> 48) + (3 * PartialSums<TLanes>.GroupBytes)));
    }
}
