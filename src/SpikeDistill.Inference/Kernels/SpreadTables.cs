using System.Runtime.CompilerServices;

namespace SpikeDistill.Inference.Kernels;

/// <summary>
/// The spread form (<see cref="SpreadSums"/>) of pixels of few channels: tables of four channels instead of lists. What a pixel chooses is read off its
/// bits where it is summed, so nothing is listed, no branch depends on a spike, and each choice is read once for three places beside each other.
/// </summary>
internal static unsafe class SpreadTables
{
    /// <summary>Tables of a tap.</summary>
    public const int Tables = SpikeTables.Together / SpikeTables.Channels;

    /// <summary>Sums what the pixels of a tile choose, or adds it to sums.</summary>
    /// <param name="level">How wide vectors are.</param>
    /// <param name="tables">[3, 3, 4, 16, column].</param>
    /// <param name="column">Elements of a row: 16 or 32.</param>
    /// <param name="pixels">The pixels.</param>
    /// <param name="adds">Whether to what is there already.</param>
    /// <param name="sums">[steps, places, width], from the column's first on.</param>
    /// <param name="width">Elements from a place's sums to the next one's.</param>
    public static void Sum(VectorLevel level, short* tables, int column, in SpreadPixels pixels, bool adds, short* sums, int width)
    {
        byte* from = (byte*)tables, to = (byte*)sums;
        nint next = (nint)width * sizeof(short);
        switch (column, level)
        {
            case (16, >= VectorLevel.Bits256):
                Rows<One256<short>, Bytes32>(from, pixels, adds, to, next);
                break;
            case (16, _):
                Rows<Two128<short>, Bytes32>(from, pixels, adds, to, next);
                break;
            case (_, VectorLevel.Bits512):
                Rows<One512<short>, Bytes64>(from, pixels, adds, to, next);
                break;
            case (_, VectorLevel.Bits256):
                Rows<Two256<short>, Bytes64>(from, pixels, adds, to, next);
                break;
            default:
                Rows<Four128<short>, Bytes64>(from, pixels, adds, to, next);
                break;
        }
    }

    private static void Rows<TSum, TRow>(byte* tables, in SpreadPixels pixels, bool adds, byte* sums, nint next)
        where TSum : struct, IRowSum<TSum>
        where TRow : struct, IRowBytes
    {
        nint row = (nint)pixels.Width * pixels.Planes, image = pixels.Frame - (row * (pixels.Height - 1));
        for (int step = 0; step < pixels.Steps; step++)
        {
            ulong* words = pixels.Words + (step * pixels.Step);
            int y = pixels.FirstRow;
            for (int i = 0; i < pixels.Rows; i++, sums += pixels.Width * next)
            {
                int above = y == 0 ? 0 : 1, below = y == pixels.Height - 1 ? 0 : 1;
                byte* from = tables + ((nint)((1 - above) * 3 * Tables * SpikeTables.Rows) << TRow.Shift);
                Row<TSum, TRow>(from, words - (above * row), pixels, above + 1 + below, adds, sums, next);
                words += below == 0 ? image : row;
                y = below == 0 ? 0 : y + 1;
            }
        }
    }

    /// <summary>A row of places from the one to three rows of pixels around it.</summary>
    private static void Row<TSum, TRow>(byte* tables, ulong* words, in SpreadPixels pixels, int count, bool adds, byte* sums, nint next)
        where TSum : struct, IRowSum<TSum>
        where TRow : struct, IRowBytes
    {
        (int width, int planes, int first) = (pixels.Width, pixels.Planes, pixels.FirstChannel);
        nint row = (nint)width * planes, taps = (nint)(3 * Tables * SpikeTables.Rows) << TRow.Shift;
        TSum left = default, middle = default;
        if (adds)
        {
            middle = middle.Add(sums);
        }

        for (int x = 1; x <= width; x++, words += planes, sums += next)
        {
            TSum right = default;
            if (adds && x < width)
            {
                right = right.Add(sums + next);
            }

            ulong* at = words;
            byte* from = tables;
            for (int down = 0; down < count; down++, at += row, from += taps)
            {
                Spread<TSum, TRow>(from, (nuint)(*at >> first), ref left, ref middle, ref right);
                for (int plane = 1; plane < planes; plane++)
                {
                    Spread<TSum, TRow>(from, (nuint)(at[plane] >> first), ref left, ref middle, ref right);
                }
            }

            if (x > 1)
            {
                left.Store(sums - next);
            }

            left = middle;
            middle = right;
        }

        left.Store(sums - next);
    }

    /// <summary>Adds what four tables have for a pixel to the places to its left, under it and to its right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spread<TSum, TRow>(byte* tables, nuint fired, ref TSum left, ref TSum middle, ref TSum right)
        where TSum : struct, IRowSum<TSum>
        where TRow : struct, IRowBytes
    {
        nuint last = (nuint)(SpikeTables.Rows - 1) << TRow.Shift, table = (nuint)SpikeTables.Rows << TRow.Shift, tap = Tables * table;
        byte* first = tables + ((fired << TRow.Shift) & last), second = tables + ((fired << (TRow.Shift - SpikeTables.Channels)) & last);
        byte* third = tables + ((fired >> ((2 * SpikeTables.Channels) - TRow.Shift)) & last);
        byte* fourth = tables + ((fired >> ((3 * SpikeTables.Channels) - TRow.Shift)) & last);
        right = right.Add(first).Add(second + table).Add(third + (2 * table)).Add(fourth + (3 * table));
        middle = middle.Add(first + tap).Add(second + tap + table).Add(third + tap + (2 * table)).Add(fourth + tap + (3 * table));
        tap *= 2;
        left = left.Add(first + tap).Add(second + tap + table).Add(third + tap + (2 * table)).Add(fourth + tap + (3 * table));
    }
}

/// <summary>Whole rows of pixels with few channels, of one image or several, that lie under rows of places.</summary>
internal unsafe readonly struct SpreadPixels
{
    /// <summary>The words of the first row's first pixel in the first step.</summary>
    public required ulong* Words { get; init; }

    /// <summary>The channel that the tables begin with.</summary>
    public required int FirstChannel { get; init; }

    /// <summary>Spikes that a value is the sum of, a word each.</summary>
    public required int Planes { get; init; }

    /// <summary>Words from an image's frame to the next one's.</summary>
    public required nint Frame { get; init; }

    /// <summary>Words from a step to the next.</summary>
    public required nint Step { get; init; }

    /// <summary>Pixels of a row.</summary>
    public required int Width { get; init; }

    /// <summary>Rows of an image.</summary>
    public required int Height { get; init; }

    /// <summary>The row of its image that the first is.</summary>
    public required int FirstRow { get; init; }

    /// <summary>Rows of places.</summary>
    public required int Rows { get; init; }

    /// <summary>Steps.</summary>
    public required int Steps { get; init; }
}
