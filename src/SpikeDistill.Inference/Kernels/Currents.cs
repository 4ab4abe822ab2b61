using System.Runtime.Intrinsics;

namespace SpikeDistill.Inference.Kernels;

/// <summary>
/// Adds scaled sums to input currents: I ← from + scale·sum, a product and a sum that are rounded one by one. What is added to is the bias,
/// or the current itself.
/// </summary>
internal static unsafe class Currents
{
    /// <summary>From sums of 16 bits.</summary>
    public static void Add(VectorLevel level, short* sums, float* scales, int width, float* from, float* current)
    {
        int i = 0;
        if (level == VectorLevel.Bits512)
        {
            for (; i + 16 <= width; i += 16)
            {
                Vector512<float> sum = Vector512.ConvertToSingle(Vector512.WidenLower(Vector256.Load(sums + i).ToVector512Unsafe()));
                Vector512.Store(Vector512.Load(from + i) + (sum * Vector512.Load(scales + i)), current + i);
            }
        }

        if (level >= VectorLevel.Bits256)
        {
            for (; i + 8 <= width; i += 8)
            {
                Vector256<float> sum = Vector256.ConvertToSingle(Vector256.WidenLower(Vector128.Load(sums + i).ToVector256Unsafe()));
                Vector256.Store(Vector256.Load(from + i) + (sum * Vector256.Load(scales + i)), current + i);
            }
        }

        for (; i + 8 <= width; i += 8)
        {
            (Vector128<int> lower, Vector128<int> upper) = Vector128.Widen(Vector128.Load(sums + i));
            Vector128.Store(Vector128.Load(from + i) + (Vector128.ConvertToSingle(lower) * Vector128.Load(scales + i)), current + i);
            Vector128.Store(Vector128.Load(from + i + 4) + (Vector128.ConvertToSingle(upper) * Vector128.Load(scales + i + 4)), current + i + 4);
        }
    }

    /// <summary>From sums of 32 bits.</summary>
    public static void Add(VectorLevel level, int* sums, float* scales, int width, float* from, float* current)
    {
        int i = 0;
        if (level >= VectorLevel.Bits256)
        {
            for (; i + 8 <= width; i += 8)
            {
                Vector256<float> sum = Vector256.ConvertToSingle(Vector256.Load(sums + i));
                Vector256.Store(Vector256.Load(from + i) + (sum * Vector256.Load(scales + i)), current + i);
            }
        }

        for (; i + 4 <= width; i += 4)
        {
            Vector128<float> sum = Vector128.ConvertToSingle(Vector128.Load(sums + i));
            Vector128.Store(Vector128.Load(from + i) + (sum * Vector128.Load(scales + i)), current + i);
        }
    }

    /// <summary>From sums of floats.</summary>
    public static void Add(VectorLevel level, float* sums, float* scales, int width, float* from, float* current)
    {
        int i = 0;
        if (level >= VectorLevel.Bits256)
        {
            for (; i + 8 <= width; i += 8)
            {
                Vector256.Store(Vector256.Load(from + i) + (Vector256.Load(sums + i) * Vector256.Load(scales + i)), current + i);
            }
        }

        for (; i + 4 <= width; i += 4)
        {
            Vector128.Store(Vector128.Load(from + i) + (Vector128.Load(sums + i) * Vector128.Load(scales + i)), current + i);
        }
    }

    /// <summary>From values themselves: the numbers of spikes of up to 64 channels, which lie in planes.</summary>
    /// <param name="level">How wide vectors are.</param>
    /// <param name="words">The first plane's word.</param>
    /// <param name="planes">Planes.</param>
    /// <param name="stride">Words from one plane to the next.</param>
    /// <param name="scales">[width].</param>
    /// <param name="width">Channels, a multiple of 16.</param>
    /// <param name="from">[width], which is added to.</param>
    /// <param name="current">[width].</param>
    public static void AddSpikes(VectorLevel level, ulong* words, int planes, int stride, float* scales, int width, float* from, float* current)
    {
        if (level == VectorLevel.Bits512)
        {
            Vector512<int> bit = Vector512.Create(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768);
            for (int i = 0; i < width; i += 16)
            {
                Vector512<int> count = default;
                for (int plane = 0; plane < planes; plane++)
                {
                    count -= Vector512.Equals(Vector512.Create((int)(words[plane * stride] >> i)) & bit, bit);
                }

                Vector512.Store(Vector512.Load(from + i) + (Vector512.ConvertToSingle(count) * Vector512.Load(scales + i)), current + i);
            }

            return;
        }

        Vector128<int> four = Vector128.Create(1, 2, 4, 8);
        for (int i = 0; i < width; i += 4)
        {
            Vector128<int> count = default;
            for (int plane = 0; plane < planes; plane++)
            {
                count -= Vector128.Equals(Vector128.Create((int)(words[plane * stride] >> i)) & four, four);
            }

            Vector128.Store(Vector128.Load(from + i) + (Vector128.ConvertToSingle(count) * Vector128.Load(scales + i)), current + i);
        }
    }

    /// <summary>Adds 16-bit sums to 32-bit ones.</summary>
    public static void Widen(short* sums, int width, int* to)
    {
        for (int i = 0; i < width; i += 8)
        {
            (Vector128<int> lower, Vector128<int> upper) = Vector128.Widen(Vector128.Load(sums + i));
            (Vector128.Load(to + i) + lower).Store(to + i);
            (Vector128.Load(to + i + 4) + upper).Store(to + i + 4);
        }
    }
}
