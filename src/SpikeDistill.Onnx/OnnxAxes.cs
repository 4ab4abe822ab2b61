using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Onnx;

/// <summary>Axes of images and features, there and here.</summary>
internal static class OnnxAxes
{
    /// <summary>A piece of images [N, H, W, C] in a model's layout; what is missing of the last piece is zeros.</summary>
    public static float[] Images(ReadOnlySpan<float> all, int first, int count, int piece, Shape shape, ImageLayout layout)
    {
        int channels = shape[3], places = shape[1] * shape[2], one = places * channels;
        float[] given = new float[piece * one];
        if (layout == ImageLayout.Nhwc)
        {
            all.Slice(first * one, count * one).CopyTo(given);
            return given;
        }

        for (int n = 0; n < count; n++)
        {
            for (int p = 0; p < places; p++)
            {
                for (int c = 0; c < channels; c++)
                {
                    given[(((n * channels) + c) * places) + p] = all[((first + n) * one) + (p * channels) + c];
                }
            }
        }

        return given;
    }

    /// <summary>
    /// Rows, columns and channels of a feature of one image: of a map [N, C, H, W] or [N, H, W, C]; of tokens [N, L, C] that are the pixels of a square
    /// map, a class token before them left out; of a vector [N, C]. Null for anything else.
    /// </summary>
    public static (int Height, int Width, int Channels)? MapOf(long[] shape, ImageLayout layout) => shape switch
    {
        [_, var channels] => (0, 0, (int)channels),
        [_, var tokens, var channels] when SideOf(tokens) is { } side => (side, side, (int)channels),
        [_, var a, var b, var c] => layout == ImageLayout.Nchw ? ((int)b, (int)c, (int)a) : ((int)a, (int)b, (int)c),
        _ => null,
    };

    /// <summary>A feature of one image, pixel by pixel.</summary>
    public static void Feature(ReadOnlySpan<float> values, long[] shape, ImageLayout layout, Span<float> to)
    {
        if (shape.Length != 4 || layout == ImageLayout.Nhwc)
        {
            // A class token stands first.
            values[^to.Length..].CopyTo(to);
            return;
        }

        int channels = (int)shape[1], places = to.Length / channels;
        for (int p = 0; p < places; p++)
        {
            for (int c = 0; c < channels; c++)
            {
                to[(p * channels) + c] = values[(c * places) + p];
            }
        }
    }

    private static int? SideOf(long tokens)
        => Whole(tokens) ?? Whole(tokens - 1);

    private static int? Whole(long square) => (int)Math.Sqrt(square) is var side && square > 0 && (long)side * side == square ? side : null;
}
