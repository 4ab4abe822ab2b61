using System.Runtime.Intrinsics;

namespace SpikeDistill.Inference.Kernels;

/// <summary>
/// Adds scaled sums to input currents: I ← from + scale·sum, a product and a sum that are rounded one by one. What is added to is the bias,
/// or the current itself.
/// </summary>
internal static unsafe class Currents
{
    /// <summary>From sums of 16 bits, which belong together in runs.</summary>
    public static void Add(VectorLevel level, short* sums, int runs, nint run, float* scales, int width, float* from, float* current)
    {
        switch (level)
        {
            case VectorLevel.Bits512:
                Add<Floats512>(sums, runs, run, scales, width, from, current);
                break;
            case VectorLevel.Bits256:
                Add<Floats256>(sums, runs, run, scales, width, from, current);
                break;
            default:
                Add<Floats128>(sums, runs, run, scales, width, from, current);
                break;
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
        switch (level)
        {
            case VectorLevel.Bits512:
                AddSpikes<Floats512>(words, planes, stride, scales, width, from, current);
                break;
            case VectorLevel.Bits256:
                AddSpikes<Floats256>(words, planes, stride, scales, width, from, current);
                break;
            default:
                AddSpikes<Floats128>(words, planes, stride, scales, width, from, current);
                break;
        }
    }

    private static void Add<TLanes>(short* sums, int runs, nint run, float* scales, int width, float* from, float* current)
        where TLanes : struct, IFloatLanes<TLanes>
    {
        for (int i = 0; i < width; i += TLanes.Count)
        {
            TLanes.Store(TLanes.Load(from + i) + (TLanes.OfSums(sums + i, runs, run) * TLanes.Load(scales + i)), current + i);
        }
    }

    private static void AddSpikes<TLanes>(ulong* words, int planes, int stride, float* scales, int width, float* from, float* current)
        where TLanes : struct, IFloatLanes<TLanes>
    {
        for (int i = 0; i < width; i += TLanes.Count)
        {
            TLanes.Store(TLanes.Load(from + i) + (TLanes.OfSpikes(words, planes, stride, i) * TLanes.Load(scales + i)), current + i);
        }
    }
}
