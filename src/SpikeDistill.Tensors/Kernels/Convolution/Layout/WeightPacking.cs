using System.Runtime.Intrinsics;

namespace SpikeDistill.Tensors.Kernels.Convolution.Layout;

/// <summary>Copies weights into panels.</summary>
internal static unsafe class WeightPacking
{
    /// <summary>
    /// Copies the weights of some source channels, in the order [tap][channel][target]: taps lie <paramref name="toTap"/>
    /// floats apart, channels <paramref name="width"/>, targets side by side. Targets past the valid ones are not written.
    /// </summary>
    public static void PackBlock(float* from, in WeightStrides strides, int[] taps, int channels, int width, int valid, float* to, int toTap)
    {
        for (int tap = 0; tap < taps.Length; tap++)
        {
            float* source = from + (taps[tap] * strides.Tap), target = to + ((long)tap * toTap);
            if (strides.Target < strides.Source)
            {
                CopyRows(source, strides, channels, width, valid, target);
            }
            else
            {
                Transpose(source, strides, channels, width, valid, target);
            }
        }
    }

    /// <summary>Targets lie nearer to each other than channels do.</summary>
    private static void CopyRows(float* from, in WeightStrides strides, int channels, int width, int valid, float* to)
    {
        long step = strides.Target;
        if (step == 1)
        {
            for (int c = 0; c < channels; c++, from += strides.Source, to += width) new Span<float>(from, valid).CopyTo(new Span<float>(to, valid));
            return;
        }

        for (int c = 0; c < channels; c++, from += strides.Source, to += width)
        {
            float* source = from;
            for (int k = 0; k < valid; k++, source += step) to[k] = *source;
        }
    }

    /// <summary>Channels lie nearer: four targets at a time, so that four stores become one.</summary>
    private static void Transpose(float* from, in WeightStrides strides, int channels, int width, int valid, float* to)
    {
        long row = strides.Target, step = strides.Source;
        int k = 0;
        for (; k + 4 <= valid; k += 4)
        {
            float* a = from + (k * row), b = a + row, c = b + row, d = c + row;
            float* target = to + k;
            for (int i = 0; i < channels; i++, a += step, b += step, c += step, d += step, target += width)
            {
                Vector128.Create(*a, *b, *c, *d).Store(target);
            }
        }

        for (; k < valid; k++)
        {
            float* source = from + (k * row), target = to + k;
            for (int i = 0; i < channels; i++, source += step, target += width) *target = *source;
        }
    }
}
