using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;

/// <summary>
/// Copies the bits of a chunk with their borders into scratch, [block of 16 channels][image][row][column], so that the
/// bits of neighbouring taps lie side by side.
/// </summary>
internal static unsafe class ForwardHalo
{
    /// <summary>What a reader of whole 64-bit words may touch behind the last column.</summary>
    public const int Slack = ForwardPiece.MostTaps;

    public static void Fill(ForwardPlan plan, byte* spikes, in ForwardPlace place, ushort* scratch)
    {
        ConvolutionShape shape = plan.Shape;
        int rowBytes = SpikeLayout.RowBytes(shape.Channels);
        int first = Math.Min(shape.PaddingWidth, plan.Pitch), end = Math.Clamp(shape.Width + shape.PaddingWidth, first, plan.Pitch);
        for (int i = 0; i < place.AllImages; i++)
        {
            for (int r = 0; r < plan.RowsFor(place.Rows); r++)
            {
                if (r % shape.StrideHeight >= shape.KernelHeight) continue;
                int source = (place.Row * shape.StrideHeight) + r - shape.PaddingHeight;
                bool inside = source >= 0 && source < shape.Height;
                ushort* to = scratch + (i * plan.ImageStride) + (r * plan.Pitch);
                byte* from = spikes + ((((long)place.ImageAt(i) * shape.Height) + source) * shape.Width * rowBytes);
                for (int block = 0; block < plan.Blocks; block++, to += plan.BlockStride, from += sizeof(ushort))
                {
                    if (inside)
                    {
                        CopyRow(from, rowBytes, first, end, plan.Pitch, to);
                    }
                    else
                    {
                        new Span<ushort>(to, plan.Pitch).Clear();
                    }
                }
            }
        }
    }

    /// <summary>
    /// The same of counts: their values, 16 bytes a pixel and block, and the bits of those that are not 0. Values of borders
    /// hold anything.
    /// </summary>
    public static void Fill(ForwardPlan plan, byte* counts, in ForwardPlace place, ushort* scratch, byte* values)
    {
        ConvolutionShape shape = plan.Shape;
        int first = Math.Min(shape.PaddingWidth, plan.Pitch), end = Math.Clamp(shape.Width + shape.PaddingWidth, first, plan.Pitch);
        for (int i = 0; i < place.AllImages; i++)
        {
            for (int r = 0; r < plan.RowsFor(place.Rows); r++)
            {
                if (r % shape.StrideHeight >= shape.KernelHeight) continue;
                int source = (place.Row * shape.StrideHeight) + r - shape.PaddingHeight;
                bool inside = source >= 0 && source < shape.Height;
                int to = (i * plan.ImageStride) + (r * plan.Pitch);
                byte* from = counts + ((((long)place.ImageAt(i) * shape.Height) + source) * shape.Width * shape.Channels);
                for (int channel = 0; channel < shape.Channels; channel += HaloLayout.BlockChannels, to += plan.BlockStride)
                {
                    new Span<ushort>(scratch + to, plan.Pitch).Clear();
                    if (!inside) continue;
                    int width = Math.Min(HaloLayout.BlockChannels, shape.Channels - channel);
                    byte* target = values + ((nint)(to + first) * HaloLayout.BlockChannels);
                    CopyCounts(from + channel, shape.Channels, width, end - first, scratch + to + first, target);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyCounts(byte* from, int step, int width, int pixels, ushort* bits, byte* values)
    {
        for (int pixel = 0; pixel < pixels; pixel++, from += step, values += HaloLayout.BlockChannels)
        {
            Vector128<byte> counts = Vector128<byte>.Zero;
            if (width == HaloLayout.BlockChannels) counts = Vector128.Load(from);
            else new ReadOnlySpan<byte>(from, width).CopyTo(new Span<byte>(&counts, width));
            counts.Store(values);
            bits[pixel] = (ushort)~Vector128.Equals(counts, Vector128<byte>.Zero).ExtractMostSignificantBits();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyRow(byte* from, int rowBytes, int first, int end, int pitch, ushort* to)
    {
        int column = 0;
        for (; column < first; column++) to[column] = 0;
        if (rowBytes == sizeof(ushort))
        {
            new Span<ushort>(from, end - column).CopyTo(new Span<ushort>(to + column, end - column));
            column = end;
        }

        for (; column < end; column++, from += rowBytes) to[column] = *(ushort*)from;
        for (; column < pitch; column++) to[column] = 0;
    }
}
