using SpikeDistill.Data;
using SpikeDistill.Interop;
using SpikeDistill.Interop.Npy;

namespace SpikeDistill.Predictions;

/// <summary>
/// Images in a .npy file, read batch by batch: [N, height, width, channels] or [N, channels, height, width], uint8 from 0 to 255
/// or float32 from 0 to 1, red first.
/// </summary>
public sealed class ImageArray : IImageSource, IDisposable
{
    private readonly NpyFile _file;
    private readonly string _path;
    private readonly PixelLayout _layout;
    private byte[] _bytes = [];
    private float[] _floats = [];

    private ImageArray(NpyFile file, string path, ImageShape shape)
    {
        _file = file;
        _path = path;
        Shape = shape;
        (Count, bool channelsFirst) = Layout(file.Shape);
        _layout = new PixelLayout(shape, channelsFirst);
        if (file.Type is not (NpyType.U8 or NpyType.F32))
        {
            throw Wrong($"the element type is {file.Type}", "U8 (0 to 255) or F32 (0 to 1)", ImageAdvice.ForType(file.Type));
        }

        if (file.FortranOrder)
        {
            throw Wrong("the array is in Fortran order", "C order", "Save numpy.ascontiguousarray of it.");
        }
    }

    /// <summary>The number of images.</summary>
    public int Count { get; }

    /// <summary>The size of every image.</summary>
    public ImageShape Shape { get; }

    /// <summary>Opens a file and checks its shape and type.</summary>
    /// <param name="path">The .npy file.</param>
    /// <param name="shape">The size the images must have.</param>
    /// <exception cref="RunException">No such file, no .npy file, damaged, or of another shape or type.</exception>
    public static ImageArray Open(string path, ImageShape shape)
    {
        if (Directory.Exists(path))
        {
            throw new RunException($"{path}: is a folder; expected a .npy file of images.");
        }

        try
        {
            NpyFile file = NpyFile.Open(path);
            try
            {
                return new ImageArray(file, path, shape);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (NpyException failure)
        {
            throw new RunException(failure.Message, failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{path}: cannot be read: {failure.Sentence()}", failure);
        }
    }

    /// <summary>Reads and normalizes images.</summary>
    /// <param name="first">The first image.</param>
    /// <param name="normalization">The constants the network was trained with.</param>
    /// <param name="target">Receives whole images, [.., height, width, channels].</param>
    /// <exception cref="RunException">A float that is not from 0 to 1, or a file that was shortened meanwhile.</exception>
    public void Read(int first, PixelNormalization normalization, Span<float> target)
    {
        ArgumentNullException.ThrowIfNull(normalization);
        try
        {
            long at = (long)first * Shape.Size;
            if (_file.Type == NpyType.U8)
            {
                Grow(ref _bytes, 2 * target.Length);
                Span<byte> raw = _bytes.AsSpan(0, target.Length), images = _bytes.AsSpan(target.Length, target.Length);
                _file.ReadBytes(at, raw);
                _layout.Interleave<byte>(raw, images);
                normalization.Apply(images, target);
            }
            else
            {
                Grow(ref _floats, target.Length);
                Span<float> raw = _floats.AsSpan(0, target.Length);
                _file.ReadSingles(at, raw);
                CheckRange(raw, first);
                _layout.Interleave<float>(raw, target);
                normalization.Apply(target, target);
            }
        }
        catch (NpyException failure)
        {
            throw new RunException(failure.Message, failure);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private (int Count, bool ChannelsFirst) Layout(IReadOnlyList<long> found)
    {
        long[] rows = [Shape.Height, Shape.Width, Shape.Channels], planes = [Shape.Channels, Shape.Height, Shape.Width];
        bool fits = found.Count == 4 && found[0] <= int.MaxValue;
        bool isRows = fits && found.Skip(1).SequenceEqual(rows), isPlanes = fits && found.Skip(1).SequenceEqual(planes);
        string expected = $"[N, {string.Join(", ", rows)}] or [N, {string.Join(", ", planes)}]";
        if (isRows && isPlanes)
        {
            throw Wrong($"the shape [{string.Join(", ", found)}] can be read as either order of the axes", expected, "Save images of another size.");
        }

        return isRows || isPlanes
            ? ((int)found[0], isPlanes)
            : throw Wrong($"the shape is [{string.Join(", ", found)}]", expected, ImageAdvice.ForShape(found, Shape));
    }

    private void CheckRange(ReadOnlySpan<float> values, int first)
    {
        if (PixelRange.FirstOutside(values) is >= 0 and int i)
        {
            throw Wrong(
                $"image {first + (i / Shape.Size)} has the value {values[i]}",
                "0 to 1 in float32 images",
                "Divide pixels of 0 to 255 by 255, or save them as uint8; images must not be normalized yet.");
        }
    }

    private static void Grow<T>(ref T[] buffer, int length)
    {
        if (buffer.Length < length) buffer = GC.AllocateUninitializedArray<T>(length);
    }

    private RunException Wrong(string found, string expected, string remedy) => new($"{_path}: {found}; expected {expected}. {remedy}");
}
