using SpikeDistill.Data;

namespace SpikeDistill.Images;

/// <summary>Grey images and their labels, from a file each.</summary>
/// <param name="Images">[count, height, width].</param>
/// <param name="Height">Rows of an image.</param>
/// <param name="Width">Columns of an image.</param>
/// <param name="Labels">The class of each image.</param>
internal sealed record IdxArrays(byte[] Images, int Height, int Width, byte[] Labels)
{
    private const string Remedy = "Get both files again, of the same set.";

    public int Count => Labels.Length;

    /// <summary>Reads the two files.</summary>
    /// <exception cref="DataSetException">One is damaged, or they do not belong together.</exception>
    public static IdxArrays Of(string images, string labels)
    {
        IdxFile pixels = IdxFile.Read(images), classes = IdxFile.Read(labels);
        if (pixels.Dimensions is not [> 0 and var count, > 0 and var height, > 0 and var width])
        {
            throw new DataSetException(images, $"its shape is [{string.Join(", ", pixels.Dimensions)}]", "[count, height, width], none of them 0", Remedy);
        }

        return classes.Dimensions is [var named] && named == count
            ? new IdxArrays(pixels.Content, height, width, classes.Content)
            : throw new DataSetException(labels, $"its shape is [{string.Join(", ", classes.Dimensions)}]", $"[{count}], as there are images", Remedy);
    }
}
