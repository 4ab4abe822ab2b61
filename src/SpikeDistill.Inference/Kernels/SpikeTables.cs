using System.Runtime.CompilerServices;

namespace SpikeDistill.Inference.Kernels;

/// <summary>
/// Sums of weights by tables: four channels of spikes choose one of sixteen rows that were summed before. No branch depends on a spike,
/// which pays where a pixel has few channels and lists would be short.
/// </summary>
internal static unsafe class SpikeTables
{
    /// <summary>Channels that one table is for.</summary>
    public const int Channels = 4;

    /// <summary>Rows of a table.</summary>
    public const int Rows = 1 << Channels;

    /// <summary>Sums the rows that a window of pixels chooses.</summary>
    /// <param name="level">How wide vectors are.</param>
    /// <param name="tables">[taps, groups, 16, width].</param>
    /// <param name="width">Outputs: 16, 32 or 64.</param>
    /// <param name="window">What it moves over.</param>
    /// <param name="pixels">[taps]: the pixel under each tap.</param>
    /// <param name="sums">[width].</param>
    public static void Sum(VectorLevel level, short* tables, int width, in SpikeWindow window, int* pixels, short* sums)
    {
        byte* from = (byte*)tables, to = (byte*)sums;
        switch (width, level)
        {
            case (16, >= VectorLevel.Bits256):
                Look<One256<short>>(from, 5, window, pixels, to);
                break;
            case (16, _):
                Look<Two128<short>>(from, 5, window, pixels, to);
                break;
            case (32, VectorLevel.Bits512):
                Look<One512<short>>(from, 6, window, pixels, to);
                break;
            case (32, VectorLevel.Bits256):
                Look<Two256<short>>(from, 6, window, pixels, to);
                break;
            case (32, _):
                Look<Four128<short>>(from, 6, window, pixels, to);
                break;
            case (_, VectorLevel.Bits512):
                Look<Two512<short>>(from, 7, window, pixels, to);
                break;
            case (_, VectorLevel.Bits256):
                Look<Four256<short>>(from, 7, window, pixels, to);
                break;
            default:
                Look<Four128<short>>(from, 7, window, pixels, to);
                Look<Four128<short>>(from + 64, 7, window, pixels, to + 64);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Look<TSum>(byte* tables, int shift, in SpikeWindow window, int* pixels, byte* sums)
        where TSum : struct, IRowSum<TSum>
    {
        TSum sum = default;
        (int taps, int groups, int planes) = (window.Taps, window.Groups, window.Planes);
        for (int tap = 0; tap < taps; tap++)
        {
            ulong* spikes = window.Spikes + ((nint)pixels[tap] * planes);
            for (int plane = 0; plane < planes; plane++)
            {
                ulong fired = spikes[plane];
                byte* table = tables;
                for (int group = 0; group < groups; group++)
                {
                    sum = sum.Add(table + ((nuint)(fired & (Rows - 1)) << shift));
                    table += (nuint)Rows << shift;
                    fired >>= Channels;
                }
            }

            tables += (nuint)(Rows * groups) << shift;
        }

        sum.Store(sums);
    }
}

/// <summary>What a window of pixels with few channels moves over.</summary>
/// <param name="Address">Of the words, one for each plane of a pixel.</param>
/// <param name="Planes">Spikes that a value is the sum of.</param>
/// <param name="Taps">Taps of the window.</param>
/// <param name="Groups">Fours of channels.</param>
internal readonly unsafe record struct SpikeWindow(nint Address, int Planes, int Taps, int Groups)
{
    /// <summary>The words.</summary>
    public ulong* Spikes => (ulong*)Address;
}
