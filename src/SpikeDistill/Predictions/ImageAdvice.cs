using SpikeDistill.Data;
using SpikeDistill.Interop.Npy;

namespace SpikeDistill.Predictions;

/// <summary>What to do, in NumPy's words, with an array of images that has another shape or type than is read: following it gives one that is.</summary>
internal static class ImageAdvice
{
    /// <summary>For an array of another shape.</summary>
    /// <param name="found">Its shape.</param>
    /// <param name="wanted">The size of the images.</param>
    public static string ForShape(IReadOnlyList<long> found, ImageShape wanted)
    {
        long[] rows = [wanted.Height, wanted.Width, wanted.Channels], planes = [wanted.Channels, wanted.Height, wanted.Width];
        if (found.SequenceEqual(rows) || found.SequenceEqual(planes))
        {
            return "It is one image: add the first axis with array[None].";
        }

        if (found.Count == 4 && Transposition(found, rows) is { } axes)
        {
            return $"Reorder the axes with array.transpose({string.Join(", ", axes)}).";
        }

        if (found.Count != 4 && found.Count > 0 && found[^1] % wanted.Size == 0 && found[^1] > 0)
        {
            return $"Give every image its axes: array.reshape(-1, {string.Join(", ", planes)}) where its values stand plane by plane, as CIFAR's do, "
                + $"array.reshape(-1, {string.Join(", ", rows)}) where they stand pixel by pixel.";
        }

        string resized = $".resize(({wanted.Width}, {wanted.Height}))";
        return (found.Count, found.Count > 0 ? found[^1] : 0) switch
        {
            (3, _) or (4, 3 or 4) => Stack("image", resized),
            (4, 1) => Stack("image[..., 0]", resized),
            (4, _) when found[1] == 1 => Stack("image[0]", resized),
            (4, _) when found[1] is 3 or 4 => Stack("image.transpose(1, 2, 0)", resized),
            (2, _) => Stack("image", resized, "array[None]"),
            _ => "Save one image after the other along the first axis.",
        };
    }

    /// <summary>For an array of another element type.</summary>
    public static string ForType(NpyType type) => type switch
    {
        NpyType.F16 or NpyType.F64 => "Convert it with array.astype(numpy.float32), divided by 255 where it goes up to 255.",
        NpyType.Bool => "Convert it with array.astype(numpy.uint8) * 255.",
        _ => "Convert it with array.astype(numpy.uint8), where it goes from 0 to 255.",
    };

    /// <summary>The axes that give [N, H, W, C], where one order of them does; that of the fewest changes, as height and width may be alike.</summary>
    private static int[]? Transposition(IReadOnlyList<long> found, long[] rows)
    {
        for (int images = 3; images >= 0; images--)
        {
            int[] rest = [.. Enumerable.Range(0, 4).Where(axis => axis != images)];
            int channels = Array.FindLastIndex(rest, axis => found[axis] == rows[2]);
            if (
                channels >= 0 && rest.Where((_, place) => place != channels).ToArray() is [var height, var width]
                    && found[height] == rows[0] && found[width] == rows[1])
            {
                return [images, height, width, rest[channels]];
            }
        }

        return null;
    }

    private static string Stack(string image, string resized, string images = "array")
        => $"Make colour images of that size with Pillow, from an array of uint8: "
            + $"numpy.stack([numpy.asarray(PIL.Image.fromarray({image}).convert('RGB'){resized}) for image in {images}]).";
}
