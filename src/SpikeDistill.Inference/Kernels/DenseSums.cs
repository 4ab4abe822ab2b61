using System.Runtime.Intrinsics;

namespace SpikeDistill.Inference.Kernels;

/// <summary>Sums of weights times values that are mostly not zero, such as pixels: every product is taken.</summary>
internal static unsafe class DenseSums
{
    /// <summary>Products whose sum a float holds exactly, of whole numbers.</summary>
    public const int ExactInFloat = 1 << 24;

    /// <summary>
    /// Sums of floats in the order of the values, rounded one by one; of whole numbers up to <see cref="ExactInFloat"/> they are exact.
    /// </summary>
    /// <param name="level">How wide vectors are.</param>
    /// <param name="weights">[count, width].</param>
    /// <param name="width">Outputs, a multiple of 16.</param>
    /// <param name="values">[count].</param>
    /// <param name="count">Values.</param>
    /// <param name="sums">[width].</param>
    public static void Sum(VectorLevel level, float* weights, int width, float* values, int count, float* sums)
    {
        int i = 0;
        if (level == VectorLevel.Bits512)
        {
            for (; i + 32 <= width; i += 32)
            {
                Vector512<float> first = default, second = default;
                for (int k = 0; k < count; k++)
                {
                    Vector512<float> value = Vector512.Create(values[k]);
                    float* row = weights + ((nuint)k * (uint)width) + i;
                    first += value * Vector512.Load(row);
                    second += value * Vector512.Load(row + 16);
                }

                first.Store(sums + i);
                second.Store(sums + i + 16);
            }
        }

        if (level >= VectorLevel.Bits256)
        {
            for (; i + 16 <= width; i += 16)
            {
                Vector256<float> first = default, second = default;
                for (int k = 0; k < count; k++)
                {
                    Vector256<float> value = Vector256.Create(values[k]);
                    float* row = weights + ((nuint)k * (uint)width) + i;
                    first += value * Vector256.Load(row);
                    second += value * Vector256.Load(row + 8);
                }

                first.Store(sums + i);
                second.Store(sums + i + 8);
            }
        }

        for (; i + 8 <= width; i += 8)
        {
            Vector128<float> first = default, second = default;
            for (int k = 0; k < count; k++)
            {
                Vector128<float> value = Vector128.Create(values[k]);
                float* row = weights + ((nuint)k * (uint)width) + i;
                first += value * Vector128.Load(row);
                second += value * Vector128.Load(row + 4);
            }

            first.Store(sums + i);
            second.Store(sums + i + 4);
        }
    }

    /// <summary>The same for places side by side, whose windows are pieces of the same rows: four at once, so that weights are read once for them.</summary>
    /// <param name="level">How wide vectors are.</param>
    /// <param name="weights">[rows, count, width].</param>
    /// <param name="width">Outputs, a multiple of 16.</param>
    /// <param name="values">Of the first place's window.</param>
    /// <param name="windows">Where windows lie.</param>
    /// <param name="places">Places.</param>
    /// <param name="sums">[places, width].</param>
    public static void Sum(VectorLevel level, float* weights, int width, float* values, in DenseWindows windows, int places, float* sums)
    {
        switch (level)
        {
            case VectorLevel.Bits512:
                Windows<Floats512>(weights, width, values, windows, places, sums);
                break;
            case VectorLevel.Bits256:
                Windows<Floats256>(weights, width, values, windows, places, sums);
                break;
            default:
                Windows<Floats128>(weights, width, values, windows, places, sums);
                break;
        }
    }

    private static void Windows<TLanes>(float* weights, int width, float* values, in DenseWindows windows, int places, float* sums)
        where TLanes : struct, IFloatLanes<TLanes>
    {
        const int Together = 4;
        (int rows, int row, int count, int next) = (windows.Rows, windows.Row, windows.Count, windows.Next);
        for (; places > 0; places -= Together, values += Together * next, sums += Together * width)
        {
            // Behind the last place its window is taken again, and not written.
            int second = places > 1 ? next : 0, third = places > 2 ? 2 * next : 0, fourth = places > 3 ? 3 * next : 0;
            for (int i = 0; i < width; i += TLanes.Count)
            {
                TLanes a = default, b = default, c = default, d = default;
                float* from = weights + i;
                for (int down = 0; down < rows; down++)
                {
                    float* value = values + ((nint)down * row), end = value + count;
                    for (; value < end; value++, from += width)
                    {
                        TLanes weight = TLanes.Load(from);
                        a += TLanes.Create(*value) * weight;
                        b += TLanes.Create(value[second]) * weight;
                        c += TLanes.Create(value[third]) * weight;
                        d += TLanes.Create(value[fourth]) * weight;
                    }
                }

                TLanes.Store(a, sums + i);
                if (places > 1) TLanes.Store(b, sums + width + i);
                if (places > 2) TLanes.Store(c, sums + (2 * width) + i);
                if (places > 3) TLanes.Store(d, sums + (3 * width) + i);
            }
        }
    }

    /// <summary>Exact sums of whole numbers of 32 bits.</summary>
    /// <param name="weights">[count, width].</param>
    /// <param name="width">Outputs, a multiple of 16.</param>
    /// <param name="values">[count].</param>
    /// <param name="count">Values.</param>
    /// <param name="sums">[width].</param>
    public static void Sum(int* weights, int width, int* values, int count, int* sums)
    {
        new Span<int>(sums, width).Clear();
        for (int k = 0; k < count; k++)
        {
            Vector128<int> value = Vector128.Create(values[k]);
            int* row = weights + ((nuint)k * (uint)width);
            for (int i = 0; i < width; i += 4)
            {
                (Vector128.Load(sums + i) + (value * Vector128.Load(row + i))).Store(sums + i);
            }
        }
    }
}

/// <summary>Windows of places side by side over rows of values.</summary>
internal readonly struct DenseWindows
{
    /// <summary>Rows of a window.</summary>
    public required int Rows { get; init; }

    /// <summary>Values from a row to the next.</summary>
    public required int Row { get; init; }

    /// <summary>Values of a window's row.</summary>
    public required int Count { get; init; }

    /// <summary>Values from a place's window to the next one's.</summary>
    public required int Next { get; init; }
}
