using System.Buffers;
using SpikeDistill.Data;
using SpikeDistill.Interop;
using SpikeDistill.Tensors;

namespace SpikeDistill.Images;

/// <summary>
/// Pictures in files, decoded whenever they are shown. One that cannot be read is remembered, and the next of its class that can is shown
/// in its place, so that batches keep their size and what is shown follows from the files alone.
/// </summary>
internal sealed class PictureImages : IImageDataSet
{
    private const int LargestFile = 1 << 28;

    private readonly string _root;
    private readonly PictureList _pictures;
    private readonly double _middle;
    private readonly string _files;
    private readonly IReadOnlyList<SkippedImage> _notTaken;
    private readonly StandIns _standIns = new();

    /// <param name="name">What it is called in messages.</param>
    /// <param name="root">The folder that paths start from.</param>
    /// <param name="tree">What lies there.</param>
    /// <param name="pictures">Which of it this set is.</param>
    /// <param name="shape">The size to show pictures in.</param>
    /// <param name="middle">The share of the shorter side that the plain view shows.</param>
    public PictureImages(string name, string root, PictureTree tree, PictureList pictures, ImageShape shape, double middle)
    {
        (Name, _root, _pictures, Shape, _middle) = (name, root, pictures, shape, middle);
        ClassNames = tree.ClassNames;
        _files = tree.Fingerprint;
        _notTaken = pictures == tree.Train ? tree.Skipped : [];
    }

    public string Name { get; }

    public int Count => _pictures.Count;

    public int Classes => ClassNames.Count;

    public IReadOnlyList<string> ClassNames { get; }

    public ImageShape Shape { get; }

    public bool HasWholePictures => true;

    public string Fingerprint => FormattableString.Invariant($"{Name} {_files} {Shape} {_middle}");

    public IReadOnlyList<SkippedImage> Skipped
        => [.. _notTaken, .. _standIns.Skipped];

    /// <summary>The list of the files, and what decodes them at one time: a picture of usual size and its file for each of a few threads.</summary>
    public long MemoryBytes(int images) => _pictures.Bytes;

    public int Label(int index) => _pictures.Label(index);

    public bool IsReplaced(int index) => _standIns.Contains(index);

    /// <summary>The path of a picture's file.</summary>
    public string FileOf(int index) => Path.Combine(_root, _pictures.Path(index));

    public void CopyPixels(int index, Span<byte> pixels)
    {
        CounterRandom none = default;
        Copy(index, part: null, ref none, pixels);
    }

    public void CopyPart(int index, IPart part, ref CounterRandom random, Span<byte> pixels)
    {
        ArgumentNullException.ThrowIfNull(part);
        Copy(index, part, ref random, pixels);
    }

    private void Copy(int index, IPart? part, ref CounterRandom random, Span<byte> pixels)
    {
        if (pixels.Length < Shape.Size)
        {
            throw new ArgumentException($"The span has {pixels.Length} bytes, fewer than the {Shape.Size} of an image.", nameof(pixels));
        }

        int shown = index;
        do
        {
            CounterRandom start = random;
            if (!_standIns.Contains(shown) && TryCopy(shown, part, ref random, pixels)) return;

            random = start;
            shown = StandIns.Next(this, shown);
        }
        while (shown != index);

        throw new DataSetException(
            _root,
            $"no picture of the class '{ClassNames[Label(index)]}' can be read; of {_standIns.Of(index)}",
            "one that can",
            "Is its disk still there? Put the pictures back, or remove the class folder.");
    }

    private bool TryCopy(int index, IPart? part, ref CounterRandom random, Span<byte> pixels)
    {
        byte[] content = [];
        try
        {
            content = Read(FileOf(index), out int length);
            using Picture picture = Picture.Open(content.AsSpan(0, length));
            PixelBox box = part?.Draw(new ImageShape(picture.Height, picture.Width, Shape.Channels), ref random) ?? picture.Middle(_middle);
            picture.Copy(box, Shape, pixels);
            return true;
        }
        catch (Exception failure) when (failure is PictureException or IOException or UnauthorizedAccessException)
        {
            string problem = failure is PictureException ? failure.Message : $"it cannot be read: {failure.Message}";
            _standIns.Add(index, new SkippedImage(_pictures.Path(index), problem));
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(content);
        }
    }

    /// <summary>A file's content in a rented array.</summary>
    private static byte[] Read(string path, out int length)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(DiskFile.Require(path));
        long bytes = RandomAccess.GetLength(file);
        if (bytes > LargestFile) throw new PictureException($"the file has {bytes} bytes, more than the {LargestFile} that are read");

        byte[] content = ArrayPool<byte>.Shared.Rent((int)bytes);
        for (length = 0; length < bytes;)
        {
            int read = RandomAccess.Read(file, content.AsSpan(length, (int)bytes - length), length);
            if (read == 0) break;
            length += read;
        }

        return content;
    }
}
