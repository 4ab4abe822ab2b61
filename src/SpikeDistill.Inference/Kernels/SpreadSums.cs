using System.Runtime.Intrinsics.X86;

namespace SpikeDistill.Inference.Kernels;

/// <summary>
/// Sums of a 3x3 window that moves by one over spikes, in the spread form: the rows that a pixel chooses are read once for the three places beside
/// each other that it lies under. Their sums stay in registers and move on with the pixel, so that a list is decoded once where a window that
/// gathers decodes it three times, and a sum is written once.
/// </summary>
internal static unsafe class SpreadSums
{
    /// <summary>Entries of a list that are taken at once: lists are filled up to a multiple of it.</summary>
    public const int AtOnce = 2;

    /// <summary>Bytes of a line of a cache.</summary>
    public const int CacheLine = 64;

    /// <summary>Outputs that are summed together: a line of a cache.</summary>
    /// <param name="width">Outputs of a block: 16, 32 or 64.</param>
    public static int Column(int width) => Math.Min(width, 32);

    /// <summary>Sums what the pixels of a tile choose, or adds it to sums. Whole numbers: their order changes nothing.</summary>
    /// <param name="level">How wide vectors are.</param>
    /// <param name="rows">[3, 3, rows, column].</param>
    /// <param name="tap">Elements from a tap to the next.</param>
    /// <param name="column">Elements of a row: 16 or 32.</param>
    /// <param name="places">The places.</param>
    /// <param name="adds">Whether to what is there already.</param>
    /// <param name="sums">[steps, places, width], from the column's first on.</param>
    /// <param name="width">Elements from a place's sums to the next one's.</param>
    public static void Sum(VectorLevel level, short* rows, nint tap, int column, in SpreadPlaces places, bool adds, short* sums, int width)
    {
        byte* from = (byte*)rows, to = (byte*)sums;
        nint next = (nint)width * sizeof(short), bytes = tap * sizeof(short);
        switch (column, level)
        {
            case (16, >= VectorLevel.Bits256):
                Rows<One256<short>>(from, bytes, places, adds, to, next);
                break;
            case (16, _):
                Rows<Two128<short>>(from, bytes, places, adds, to, next);
                break;
            case (_, VectorLevel.Bits512):
                Rows<One512<short>>(from, bytes, places, adds, to, next);
                break;
            case (_, VectorLevel.Bits256):
                Rows<Two256<short>>(from, bytes, places, adds, to, next);
                break;
            default:
                Rows<Four128<short>>(from, bytes, places, adds, to, next);
                break;
        }
    }

    private static void Rows<TSum>(byte* rows, nint tap, in SpreadPlaces places, bool adds, byte* sums, nint next)
        where TSum : struct, IRowSum<TSum>
    {
        nint row = (nint)places.Width * places.PixelEnds;
        byte* ahead = rows + (9 * tap), aheadEnd = ahead + (9 * tap);
        for (int step = 0; step < places.Steps; step++)
        {
            int* ends = places.Ends + ((step * places.ListRows + places.RowsAbove) * row);
            int y = places.FirstRow;
            for (int i = 0; i < places.Rows; i++, ends += row, sums += places.Width * next)
            {
                int above = y == 0 ? 0 : 1, below = y == places.Height - 1 ? 0 : 1;
                Row<TSum>(rows + ((1 - above) * 3 * tap), tap, places, ends - (above * row), above + 1 + below, adds, sums, next);
                for (int line = 0; line < places.LinesAhead && ahead < aheadEnd && Sse.IsSupported; line++, ahead += CacheLine)
                {
                    Sse.Prefetch1(ahead);
                }

                y = below == 0 ? 0 : y + 1;
            }
        }
    }

    /// <summary>A row of places from the one to three rows of pixels around it.</summary>
    private static void Row<TSum>(byte* rows, nint tap, in SpreadPlaces places, int* ends, int count, bool adds, byte* sums, nint next)
        where TSum : struct, IRowSum<TSum>
    {
        ushort* lists = places.Lists;
        nint pixel = places.PixelEnds, below = places.Width * pixel;
        TSum left = default, middle = default;
        if (adds)
        {
            middle = middle.Add(sums);
        }

        for (int x = 1; x <= places.Width; x++, ends += pixel, sums += next)
        {
            TSum right = default;
            if (adds && x < places.Width)
            {
                right = right.Add(sums + next);
            }

            int* at = ends;
            byte* first = rows;
            for (int down = 0; down < count; down++, at += below, first += 3 * tap)
            {
                byte* second = first + tap, third = second + tap;
                ushort* list = lists + at[0], end = lists + at[1];
                for (; list < end; list += AtOnce)
                {
                    nint one = list[0], other = list[1];
                    left = left.Add(third + one);
                    middle = middle.Add(second + one);
                    right = right.Add(first + one);
                    left = left.Add(third + other);
                    middle = middle.Add(second + other);
                    right = right.Add(first + other);
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
}

/// <summary>Whole rows of places, of one image or several, and the lists of the pixels under them and in the rows above and below.</summary>
internal unsafe readonly struct SpreadPlaces
{
    /// <summary>What pixels choose, as places in the rows, in bytes.</summary>
    public required ushort* Lists { get; init; }

    /// <summary>Where the lists of each pixel end, [steps, list rows, width, pixel ends]: of the group that is summed, from its first's begin on.</summary>
    public required int* Ends { get; init; }

    /// <summary>Groups of channels, which have lists of their own.</summary>
    public required int PixelEnds { get; init; }

    /// <summary>Places of a row.</summary>
    public required int Width { get; init; }

    /// <summary>Rows of an image.</summary>
    public required int Height { get; init; }

    /// <summary>The row of its image that the first is.</summary>
    public required int FirstRow { get; init; }

    /// <summary>Rows of places.</summary>
    public required int Rows { get; init; }

    /// <summary>Rows of lists that lie above the first row of places.</summary>
    public required int RowsAbove { get; init; }

    /// <summary>Rows of lists of a step.</summary>
    public required int ListRows { get; init; }

    /// <summary>
    /// Lines of a cache, for each row of places, that are fetched of the weights that lie behind these and are summed next: where places are few,
    /// the time goes into fetching weights, and lists give a processor nothing to foresee.
    /// </summary>
    public required int LinesAhead { get; init; }

    /// <summary>Steps.</summary>
    public required int Steps { get; init; }
}
