using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Activations;
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

    /// <summary>Columns of the kernels that <see cref="RunEightsByInput"/> is for.</summary>
    public const int KernelWidth = 3;

    private const int PixelsAhead = 24;

    public required byte* Tables { get; init; }

    /// <summary>Where each tap reads, counted from the place of the output.</summary>
    public required int* Offsets { get; init; }

    public required int Taps { get; init; }

    /// <summary>From one output to the next in scratch.</summary>
    public required nint Step { get; init; }

    public required nint FromStride { get; init; }

    public required nint ToStride { get; init; }

    /// <summary>Eight pixels after eight: their chains of additions hide each other's latency.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void RunEights(ulong* source, float* from, float* to, int count)
    {
        nint step = Step, fromStride = FromStride, toStride = ToStride;
        int* last = Offsets + Taps - 1;
        for (; count > 0; count--, source += Pixels * step, from += Pixels * fromStride, to += Pixels * toStride)
        {
            Fetch(to, toStride);
            float* next = from + (4 * fromStride);
            TLanes a = TLanes.Load(from), b = TLanes.Load(from + fromStride), c = TLanes.Load(from + (2 * fromStride));
            TLanes d = TLanes.Load(from + (3 * fromStride));
            TLanes e = TLanes.Load(next), f = TLanes.Load(next + fromStride), g = TLanes.Load(next + (2 * fromStride));
            TLanes h = TLanes.Load(next + (3 * fromStride));
            byte* table = Tables;
            int* offset = Offsets;

            // Offsets are fetched four pixels ahead of the additions that wait for them.
            ulong* at = source + *offset;
            ulong p = at[0], q = at[step], r = at[2 * step], s = at[3 * step];
            for (int tap = Taps; tap > 0; tap--, table += PartialSums<TLanes>.TapBytes)
            {
                at += 4 * step;
                a = AddAndFetch(a, table, ref p, at);
                b = AddAndFetch(b, table, ref q, at + step);
                c = AddAndFetch(c, table, ref r, at + (2 * step));
                d = AddAndFetch(d, table, ref s, at + (3 * step));
                if (offset < last) offset++;
                at = source + *offset;
                e = AddAndFetch(e, table, ref p, at);
                f = AddAndFetch(f, table, ref q, at + step);
                g = AddAndFetch(g, table, ref r, at + (2 * step));
                h = AddAndFetch(h, table, ref s, at + (3 * step));
            }

            Store(a, b, c, d, to, toStride);
            Store(e, f, g, h, to + (4 * toStride), toStride);
        }
    }

    /// <summary>
    /// The same for neighbouring pixels of a kernel three columns wide: the offsets of an input are taken apart once for
    /// the three outputs that see it. Every output is summed in the order of <see cref="RunEights"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void RunEightsByInput(ulong* source, float* from, float* to, int count)
    {
        nint fromStride = FromStride, toStride = ToStride, group = PartialSums<TLanes>.GroupBytes, tap = PartialSums<TLanes>.TapBytes;
        int* end = Offsets + Taps;
        for (; count > 0; count--, source += Pixels, from += Pixels * fromStride, to += Pixels * toStride)
        {
            Fetch(to, toStride);
            float* next = from + (4 * fromStride);
            TLanes a = TLanes.Load(from), b = TLanes.Load(from + fromStride), c = TLanes.Load(from + (2 * fromStride));
            TLanes d = TLanes.Load(from + (3 * fromStride));
            TLanes e = TLanes.Load(next), f = TLanes.Load(next + fromStride), g = TLanes.Load(next + (2 * fromStride));
            TLanes h = TLanes.Load(next + (3 * fromStride));
            byte* table = Tables;
            for (int* row = Offsets; row < end; row += KernelWidth, table += KernelWidth * tap)
            {
                ulong* at = source + *row;
                a = Add(a, table, at[0]);
                AddTwo(ref b, ref a, table, at[1], group, tap);
                AddThree(ref c, ref b, ref a, table, at[2], group, tap);
                AddThree(ref d, ref c, ref b, table, at[3], group, tap);
                AddThree(ref e, ref d, ref c, table, at[4], group, tap);
                AddThree(ref f, ref e, ref d, table, at[5], group, tap);
                AddThree(ref g, ref f, ref e, table, at[6], group, tap);
                AddThree(ref h, ref g, ref f, table, at[7], group, tap);
                AddTwo(ref h, ref g, table + tap, at[8], group, tap);
                h = Add(h, table + (2 * tap), at[9]);
            }

            Store(a, b, c, d, to, toStride);
            Store(e, f, g, h, to + (4 * toStride), toStride);
        }
    }

    /// <summary>Asks for the lines that eight outputs some pixels further on are written to: memory is slower than the sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(float* to, nint stride)
    {
        to += PixelsAhead * stride;
        for (int i = 0; i < Pixels; i++, to += stride) CacheLine.Prefetch(to);
    }

    /// <summary>One pixel, for what eights leave over.</summary>
    public void RunOne(ulong* source, float* from, float* to)
    {
        TLanes sum = TLanes.Load(from);
        for (int tap = 0; tap < Taps; tap++)
        {
            sum = Add(sum, Tables + ((nint)tap * PartialSums<TLanes>.TapBytes), source[Offsets[tap]]);
        }

        sum.Store(to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TLanes a, TLanes b, TLanes c, TLanes d, float* to, nint stride)
    {
        a.Store(to);
        b.Store(to + stride);
        c.Store(to + (2 * stride));
        d.Store(to + (3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Add(TLanes sum, byte* table, ulong offsets) =>
        new Rows(table, offsets, PartialSums<TLanes>.GroupBytes).AddTo(sum, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes AddAndFetch(TLanes sum, byte* table, ref ulong offsets, ulong* next)
    {
        sum = Add(sum, table, offsets);
        offsets = *next;
        return sum;
    }

    /// <summary>The sums of two outputs, for which the input lies under neighbouring taps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTwo(ref TLanes first, ref TLanes second, byte* table, ulong offsets, nint group, nint tap)
    {
        Rows rows = new(table, offsets, group);
        first = rows.AddTo(first, 0);
        second = rows.AddTo(second, tap);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddThree(ref TLanes first, ref TLanes second, ref TLanes third, byte* table, ulong offsets, nint group, nint tap)
    {
        Rows rows = new(table, offsets, group);
        first = rows.AddTo(first, 0);
        second = rows.AddTo(second, tap);
        third = rows.AddTo(third, 2 * tap);
    }

    /// <summary>The rows of a tap's tables that an input picks, one of each group; those of other taps lie at a fixed distance.</summary>
    private readonly struct Rows
    {
        private readonly byte* _p, _q, _r, _s;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Rows(byte* table, ulong offsets, nint group)
        {
            _p = table + (nint)(ushort)offsets;
            _q = table + (nint)(ushort)(offsets >> 16) + group;
            _r = table + (nint)(ushort)(offsets >> 32) + (2 * group);
            _s = table + (nint)(offsets >> 48) + (3 * group);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes AddTo(TLanes sum, nint tap)
        {
            sum = TLanes.AddFrom(TLanes.AddFrom(sum, (float*)(_p + tap)), (float*)(_q + tap));
            return TLanes.AddFrom(TLanes.AddFrom(sum, (float*)(_r + tap)), (float*)(_s + tap));
        }
    }
}
