namespace SpikeDistill.Inference.Kernels;

/// <summary>
/// Sums of rows of weights, those whose inputs fire: a spike adds, it does not multiply. Rows of a column of outputs lie one after the other; a
/// list says where those lie that are summed, in its order.
/// </summary>
internal static unsafe class RowSums
{
    /// <summary>Entries of a list that are taken at once: lists are filled up to a multiple of it.</summary>
    public const int AtOnce = 4;

    /// <summary>Outputs that are summed together: a line of a cache, so that more rows stay in it; of floats two, because each is summed in order.</summary>
    /// <param name="width">Outputs of a block: 16, 32 or 64.</param>
    public static int Column<T>(int width)
        where T : unmanaged
        => Math.Min(width, 128 / sizeof(T));

    /// <summary>Fills a list up with a row of zeros.</summary>
    /// <returns>Its end then.</returns>
    public static ushort* Fill(ushort* lists, ushort* end, ushort zeros)
    {
        *(ulong*)end = 0x0001_0001_0001_0001UL * zeros;
        return lists + ((end - lists + AtOnce - 1) & ~(AtOnce - 1));
    }

    /// <summary>Sums rows, or adds them to sums.</summary>
    /// <param name="level">How wide vectors are.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="column">Elements of a row; it has 32, 64 or 128 bytes.</param>
    /// <param name="lists">Where rows lie, in bytes, and where those that are summed begin and end for each place.</param>
    /// <param name="count">Places.</param>
    /// <param name="adds">Whether to what is there already.</param>
    /// <param name="sums">[places, width], from the column's first on.</param>
    /// <param name="width">Elements from a place's sums to the next one's.</param>
    public static void Sum<T>(VectorLevel level, T* rows, int column, RowLists lists, int count, bool adds, T* sums, int width)
        where T : unmanaged
    {
        byte* from = (byte*)rows, to = (byte*)sums;
        nint next = (nint)width * sizeof(T);
        switch (column * sizeof(T), level)
        {
            case (128, VectorLevel.Bits512):
                Lines<T, Two512<T>>(from, lists, count, adds, to, next);
                break;
            case (128, VectorLevel.Bits256):
                Lines<T, Four256<T>>(from, lists, count, adds, to, next);
                break;
            case (128, _):
                Lines<T, Four128<T>>(from, lists, count, adds, to, next);
                Lines<T, Four128<T>>(from + 64, lists, count, adds, to + 64, next);
                break;
            case (64, VectorLevel.Bits512):
                Lines<T, One512<T>>(from, lists, count, adds, to, next);
                break;
            case (64, VectorLevel.Bits256):
                Lines<T, Two256<T>>(from, lists, count, adds, to, next);
                break;
            case (64, _):
                Lines<T, Four128<T>>(from, lists, count, adds, to, next);
                break;
            case (_, >= VectorLevel.Bits256):
                Lines<T, One256<T>>(from, lists, count, adds, to, next);
                break;
            default:
                Lines<T, Two128<T>>(from, lists, count, adds, to, next);
                break;
        }
    }

    private static void Lines<T, TSum>(byte* rows, RowLists lists, int count, bool adds, byte* sums, nint next)
        where T : unmanaged
        where TSum : struct, IRowSum<TSum>
    {
        int* ends = lists.Ends;
        for (int place = 0; place < count; place++, ends += lists.Stride, sums += next)
        {
            ushort* list = lists.Rows + ends[0], end = lists.Rows + ends[1];
            TSum sum = default, other = default;
            if (adds)
            {
                sum = sum.Add(sums);
            }

            for (; list < end; list += AtOnce)
            {
                if (typeof(T) == typeof(float))
                {
                    sum = sum.Add(rows + list[0]).Add(rows + list[1]).Add(rows + list[2]).Add(rows + list[3]);
                }
                else
                {
                    // Whole numbers in any order: two sums wait less for each other.
                    sum = sum.Add(rows + list[0]).Add(rows + list[2]);
                    other = other.Add(rows + list[1]).Add(rows + list[3]);
                }
            }

            (typeof(T) == typeof(float) ? sum : sum.Add(other)).Store(sums);
        }
    }
}

/// <summary>Lists of rows: those of place i lie from its first end to its next.</summary>
/// <param name="RowsAt">Where the numbers of rows are.</param>
/// <param name="EndsAt">Where the first place's ends are.</param>
/// <param name="Stride">From a place's ends to the next one's.</param>
internal readonly unsafe record struct RowLists(nint RowsAt, nint EndsAt, int Stride)
{
    public ushort* Rows => (ushort*)RowsAt;

    public int* Ends => (int*)EndsAt;
}
