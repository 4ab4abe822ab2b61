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

    /// <summary>Channels that are looked up together: tables come in fours.</summary>
    public const int Together = 4 * Channels;

    /// <summary>Sums the rows that windows of pixels choose.</summary>
    /// <param name="level">How wide vectors are.</param>
    /// <param name="tables">[taps, fours, 4, 16, width].</param>
    /// <param name="width">Outputs: 16, 32 or 64.</param>
    /// <param name="windows">What they move over.</param>
    /// <param name="sums">[places, width].</param>
    public static void Sum(VectorLevel level, short* tables, int width, in SpikeWindows windows, short* sums)
    {
        byte* from = (byte*)tables, to = (byte*)sums;
        switch (width, level)
        {
            case (16, >= VectorLevel.Bits256):
                Look<One256<short>, Bytes32>(from, windows, to);
                break;
            case (16, _):
                Look<Two128<short>, Bytes32>(from, windows, to);
                break;
            case (32, VectorLevel.Bits512):
                Look<One512<short>, Bytes64>(from, windows, to);
                break;
            case (32, VectorLevel.Bits256):
                Look<Two256<short>, Bytes64>(from, windows, to);
                break;
            case (32, _):
                Look<Four128<short>, Bytes64>(from, windows, to);
                break;
            case (_, VectorLevel.Bits512):
                Look<Two512<short>, Bytes128>(from, windows, to);
                break;
            case (_, VectorLevel.Bits256):
                Look<Four256<short>, Bytes128>(from, windows, to);
                break;
            default:
                Look<Four128<short>, Bytes128>(from, windows, to);
                Look<Four128<short>, Bytes128>(from + 64, windows, to + 64);
                break;
        }
    }

    /// <summary>Fills the tables of an output.</summary>
    /// <param name="weights">Of its inputs.</param>
    /// <param name="table">[tables, 16, width], from the output on; zeros.</param>
    /// <param name="width">Outputs.</param>
    public static void Fill(ReadOnlySpan<sbyte> weights, short* table, int width)
    {
        for (int input = 0; input < weights.Length; input += Channels, table += Rows * width)
        {
            // A row is that without its highest spike, and the weight of that spike.
            for (int bit = 0; bit < Channels && input + bit < weights.Length; bit++)
            {
                for (int row = 0; row < 1 << bit; row++)
                {
                    table[(row | (1 << bit)) * width] = (short)(table[row * width] + weights[input + bit]);
                }
            }
        }
    }

    private static void Look<TSum, TRow>(byte* tables, in SpikeWindows windows, byte* sums)
        where TSum : struct, IRowSum<TSum>
        where TRow : struct, IRowBytes
    {
        (int taps, int planes, int fours) = (windows.Taps, windows.Planes, windows.Fours);
        for (int place = 0; place < windows.Pixels.Length; place++, sums += 1 << TRow.Shift)
        {
            ulong* frame = (ulong*)windows.Spikes + (windows.Lanes[place] * windows.FrameWords);
            int* under = (int*)windows.Map + ((nint)windows.Pixels[place] * taps);
            byte* table = tables;
            TSum sum = default;
            for (int tap = 0; tap < taps; tap++)
            {
                ulong* pixel = frame + ((nint)under[tap] * planes);
                for (int plane = 0; plane < planes; plane++)
                {
                    sum = Chosen<TSum, TRow>(sum, table, pixel[plane], fours);
                }

                table += (nint)fours * Together * Rows / Channels << TRow.Shift;
            }

            sum.Store(sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSum Chosen<TSum, TRow>(TSum sum, byte* table, ulong fired, int fours)
        where TSum : struct, IRowSum<TSum>
        where TRow : struct, IRowBytes
    {
        nuint last = (nuint)(Rows - 1) << TRow.Shift, size = (nuint)Rows << TRow.Shift;
        for (int four = 0; four < fours; four++, table += 4 * size, fired >>= Together)
        {
            nuint spikes = (nuint)fired;
            sum = sum.Add(table + ((spikes << TRow.Shift) & last))
                .Add(table + size + ((spikes << (TRow.Shift - Channels)) & last))
                .Add(table + (2 * size) + ((spikes >> ((2 * Channels) - TRow.Shift)) & last))
                .Add(table + (3 * size) + ((spikes >> ((3 * Channels) - TRow.Shift)) & last));
        }

        return sum;
    }
}

/// <summary>The bytes of a row of a table, as the power of two that they are.</summary>
internal interface IRowBytes
{
    static abstract int Shift { get; }
}

internal readonly struct Bytes32 : IRowBytes
{
    public static int Shift => 5;
}

internal readonly struct Bytes64 : IRowBytes
{
    public static int Shift => 6;
}

internal readonly struct Bytes128 : IRowBytes
{
    public static int Shift => 7;
}

/// <summary>Windows over pixels with few channels.</summary>
internal readonly ref struct SpikeWindows
{
    /// <summary>The words of the first image's frame, one for each plane of a pixel.</summary>
    public required nint Spikes { get; init; }

    /// <summary>Words from one image's frame to the next.</summary>
    public required nint FrameWords { get; init; }

    /// <summary>Spikes that a value is the sum of.</summary>
    public required int Planes { get; init; }

    /// <summary>[pixels, taps]: the pixel under each tap of each place.</summary>
    public required nint Map { get; init; }

    /// <summary>Taps.</summary>
    public required int Taps { get; init; }

    /// <summary>Sixteens of channels.</summary>
    public required int Fours { get; init; }

    /// <summary>The image of each place.</summary>
    public required ReadOnlySpan<int> Lanes { get; init; }

    /// <summary>Its pixel.</summary>
    public required ReadOnlySpan<int> Pixels { get; init; }
}
