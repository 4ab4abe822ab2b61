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
