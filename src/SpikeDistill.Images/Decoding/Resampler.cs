using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SpikeDistill.Images;

/// <summary>
/// Stretches a part of a picture: along rows, then along columns, with a triangle as wide as the pixels of the target are apart, in PIL's
/// fixed point and rounded to bytes in between. Nothing outside the part is looked at, as if it had been cut out. Whole numbers alone, so
/// it gives the same bytes on every processor.
/// </summary>
internal static class Resampler
{
    private const int Bits = 22;
    private const int Half = 1 << (Bits - 1);
    private const int BytesPerPixel = 4;

    /// <summary>target = the area of source, stretched.</summary>
    /// <param name="source">Pixels of four bytes, [rows, columns].</param>
    /// <param name="columns">The columns of the source.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="area">The part, within the source.</param>
    /// <param name="height">The rows of the target.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="target">Pixels of four bytes, [height, width].</param>
    public static void Apply(ReadOnlySpan<byte> source, int columns, int rows, PixelArea area, int height, int width, Span<byte> target)
    {
        Taps across = Taps.Of(area.Left, area.Width, width, columns), down = Taps.Of(area.Top, area.Height, height, rows);
        int line = width * BytesPerPixel;
        byte[] between = ArrayPool<byte>.Shared.Rent((down.Last - down.First) * line);
        for (int y = down.First; y < down.Last; y++)
        {
            AlongRow(source.Slice(y * columns * BytesPerPixel, columns * BytesPerPixel), across, between.AsSpan((y - down.First) * line, line));
        }

        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<int> weights = down.Weights(y);
            AcrossRows(between.AsSpan((down.Starts[y] - down.First) * line, weights.Length * line), weights, target.Slice(y * line, line));
        }

        ArrayPool<byte>.Shared.Return(between);
        across.Return();
        down.Return();
    }

    private static void AlongRow(ReadOnlySpan<byte> row, Taps taps, Span<byte> target)
    {
        ReadOnlySpan<uint> pixels = MemoryMarshal.Cast<byte, uint>(row);
        Span<uint> written = MemoryMarshal.Cast<byte, uint>(target);
        for (int x = 0; x < written.Length; x++)
        {
            ReadOnlySpan<int> weights = taps.Weights(x);
            ReadOnlySpan<uint> covered = pixels.Slice(taps.Starts[x], weights.Length);
            Vector128<int> sum = Vector128.Create(Half);
            for (int k = 0; k < weights.Length; k++) sum += Widened(covered[k]) * weights[k];
            written[x] = Narrowed(Vector128.Max(Vector128<int>.Zero, sum) >> Bits);
        }
    }

    private static void AcrossRows(ReadOnlySpan<byte> rows, ReadOnlySpan<int> weights, Span<byte> target)
    {
        int length = target.Length, lanes = Vector<byte>.Count, done = 0;
        for (; done <= length - lanes; done += lanes)
        {
            Vector<int> half = new(Half);
            (Vector<int> a, Vector<int> b, Vector<int> c, Vector<int> d) = (half, half, half, half);
            for (int k = 0; k < weights.Length; k++)
            {
                Vector.Widen(new Vector<byte>(rows[((k * length) + done)..]), out Vector<ushort> low, out Vector<ushort> high);
                Vector.Widen(low, out Vector<uint> first, out Vector<uint> second);
                Vector.Widen(high, out Vector<uint> third, out Vector<uint> fourth);
                a += Vector.AsVectorInt32(first) * weights[k];
                b += Vector.AsVectorInt32(second) * weights[k];
                c += Vector.AsVectorInt32(third) * weights[k];
                d += Vector.AsVectorInt32(fourth) * weights[k];
            }

            Vector<ushort> left = Vector.Narrow(Shifted(a), Shifted(b)), right = Vector.Narrow(Shifted(c), Shifted(d));
            Vector.Narrow(left, right).CopyTo(target[done..]);
        }

        for (; done < length; done++)
        {
            int sum = Half;
            for (int k = 0; k < weights.Length; k++) sum += rows[(k * length) + done] * weights[k];
            target[done] = (byte)Math.Clamp(sum >> Bits, 0, byte.MaxValue);
        }
    }

    /// <summary>A triangle's weights are not negative and sum to 1 but for roundings, so that nothing is above a byte's range by more than these.</summary>
    private static Vector<uint> Shifted(Vector<int> sums)
        => Vector.AsVectorUInt32(Vector.Min(Vector.ShiftRightArithmetic(sums, Bits), new Vector<int>(byte.MaxValue)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Widened(uint pixel)
        => Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(pixel).AsByte())).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Narrowed(Vector128<int> pixel)
    {
        Vector128<uint> values = Vector128.Min(pixel, Vector128.Create((int)byte.MaxValue)).AsUInt32();
        return Vector128.Narrow(Vector128.Narrow(values, Vector128<uint>.Zero), Vector128<ushort>.Zero).AsUInt32().ToScalar();
    }

    /// <summary>Which pixels of a line each pixel of the target covers, and how much each counts.</summary>
    private readonly struct Taps
    {
        private readonly int[] _weights;
        private readonly int[] _counts;
        private readonly int _most;

        private Taps(int[] starts, int[] counts, int[] weights, int most, int first, int last)
            => (Starts, _counts, _weights, _most, First, Last) = (starts, counts, weights, most, first, last);

        /// <summary>The first covered pixel of each pixel of the target.</summary>
        public int[] Starts { get; }

        /// <summary>The first pixel that any covers.</summary>
        public int First { get; }

        /// <summary>The end of those that any covers.</summary>
        public int Last { get; }

        public static Taps Of(double from, double length, int count, int pixels)
        {
            double scale = length / count, support = Math.Max(1, scale);
            int low = Math.Clamp((int)Math.Floor(from), 0, pixels - 1), high = Math.Clamp((int)Math.Ceiling(from + length), low + 1, pixels);
            int most = (int)Math.Ceiling(support * 2) + 2;
            int[] starts = ArrayPool<int>.Shared.Rent(count), counts = ArrayPool<int>.Shared.Rent(count), weights = ArrayPool<int>.Shared.Rent(count * most);
            Span<double> shares = most <= 256 ? stackalloc double[most] : new double[most];
            (int first, int last) = (pixels, 0);
            for (int i = 0; i < count; i++)
            {
                double centre = from + ((i + 0.5) * scale);
                int start = Math.Clamp((int)Math.Floor(centre - support + 0.5), low, high - 1);
                int end = Math.Clamp((int)Math.Floor(centre + support + 0.5), start + 1, high);
                double sum = 0;
                for (int k = 0; k < end - start; k++)
                {
                    shares[k] = Math.Max(0, 1 - Math.Abs((start + k - centre + 0.5) / support));
                    sum += shares[k];
                }

                for (int k = 0; k < end - start; k++) weights[(i * most) + k] = sum > 0 ? (int)((shares[k] / sum * (1 << Bits)) + 0.5) : 0;
                if (!(sum > 0)) weights[i * most] = 1 << Bits;
                (starts[i], counts[i]) = (start, end - start);
                (first, last) = (Math.Min(first, start), Math.Max(last, end));
            }

            return new Taps(starts, counts, weights, most, first, last);
        }

        public ReadOnlySpan<int> Weights(int index) => _weights.AsSpan(index * _most, _counts[index]);

        public void Return()
        {
            ArrayPool<int>.Shared.Return(Starts);
            ArrayPool<int>.Shared.Return(_counts);
            ArrayPool<int>.Shared.Return(_weights);
        }
    }
}
