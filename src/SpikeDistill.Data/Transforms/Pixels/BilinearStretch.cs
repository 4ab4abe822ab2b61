using System.Buffers;

namespace SpikeDistill.Data;

/// <summary>Stretches a part of an image to the image's size: along rows, then along columns, rounded to bytes in between, in PIL's fixed point.</summary>
internal static class BilinearStretch
{
    private const int Bits = 22;

    /// <summary>target = the box of source, stretched. Source and target do not overlap.</summary>
    public static void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, PixelBox box)
    {
        int channels = shape.Channels, row = shape.Width * channels;
        byte[] scratch = ArrayPool<byte>.Shared.Rent(box.Height * row);
        for (int x = 0; x < shape.Width; x++)
        {
            Tap tap = Tap.At(x, box.Width, shape.Width);
            for (int y = 0; y < box.Height; y++)
            {
                ReadOnlySpan<byte> line = source.Slice((((box.Top + y) * shape.Width) + box.Left) * channels, box.Width * channels);
                for (int c = 0; c < channels; c++)
                {
                    scratch[(y * row) + (x * channels) + c] = tap.Mix(line[(tap.First * channels) + c], line[(tap.Second * channels) + c]);
                }
            }
        }

        for (int y = 0; y < shape.Height; y++)
        {
            Tap tap = Tap.At(y, box.Height, shape.Height);
            ReadOnlySpan<byte> first = scratch.AsSpan(tap.First * row, row), second = scratch.AsSpan(tap.Second * row, row);
            Span<byte> to = target.Slice(y * row, row);
            for (int i = 0; i < row; i++) to[i] = tap.Mix(first[i], second[i]);
        }

        ArrayPool<byte>.Shared.Return(scratch);
    }

    /// <summary>The two values that a stretched one lies between, and their weights.</summary>
    private readonly record struct Tap(int First, int Second, int FirstWeight, int SecondWeight)
    {
        /// <summary>Where the centre of a pixel falls; beyond the outermost centres the outermost value counts alone.</summary>
        public static Tap At(int index, int from, int to)
        {
            double place = ((index + 0.5) * from / to) - 0.5;
            int first = (int)Math.Floor(place);
            double second = place - first;
            return first < 0 ? new Tap(0, 0, 1 << Bits, 0)
                : first >= from - 1 ? new Tap(from - 1, from - 1, 1 << Bits, 0)
                : new Tap(first, first + 1, Fixed(1 - second), Fixed(second));
        }

        public byte Mix(byte first, byte second) => (byte)Math.Clamp(((first * FirstWeight) + (second * SecondWeight) + (1 << (Bits - 1))) >> Bits, 0, 255);

        private static int Fixed(double weight) => (int)((weight * (1 << Bits)) + 0.5);
    }
}
