using SpikeDistill.Data;
using SpikeDistill.Images;
using SpikeDistill.Interop;
using SpikeDistill.Predictions;

namespace SpikeDistill.Cli.Predicting;

/// <summary>Pictures in files as a network is shown them: the middle of each.</summary>
internal sealed class Photographs : IImageSource
{
    private readonly string[] _files;
    private readonly double _middle;

    private Photographs(string[] files, ImageShape shape, double middle) => (_files, Shape, _middle) = (files, shape, middle);

    public int Count => _files.Length;

    public ImageShape Shape { get; }

    /// <summary>Decodes every picture once, small, and takes those that can be.</summary>
    /// <param name="files">The files, absolute paths.</param>
    /// <param name="shape">The size the network takes.</param>
    /// <param name="middle">The share of the shorter side that the network was trained to see.</param>
    /// <param name="problems">What is wrong with the others.</param>
    public static Photographs Open(IReadOnlyList<string> files, ImageShape shape, double middle, out IReadOnlyList<SkippedImage> problems)
    {
        string?[] found = new string?[files.Count];
        Parallel.For(0, files.Count, i => found[i] = Problem(files[i]));
        problems = [.. files.Zip(found).Where(one => one.Second is not null).Select(one => new SkippedImage(one.First, one.Second!))];
        return new Photographs([.. files.Where((_, i) => found[i] is null)], shape, middle);
    }

    public string FileOf(int image) => _files[image];

    /// <summary>A picture for a contact sheet.</summary>
    public SheetPicture Small(int image, string title, string note) => SheetPicture.Of(_files[image], _middle, title, note);

    public unsafe void Read(int first, PixelNormalization normalization, Span<float> target)
    {
        int size = Shape.Size, count = target.Length / size;
        fixed (float* all = target)
        {
            float* floats = all;
            Parallel.For(0, count, i =>
            {
                byte[] pixels = new byte[size];
                if (Shown(_files[first + i], Shape, _middle, pixels) is { } problem) throw new RunException($"{_files[first + i]}: {problem}.");
                normalization.Apply(pixels, new Span<float>(floats + ((long)i * size), size));
            });
        }
    }

    private static string? Problem(string file) => Shown(file, new ImageShape(1, 1, 1), middle: 1, new byte[1]);

    /// <summary>Decodes a picture; says what is wrong with it, or null.</summary>
    private static string? Shown(string file, ImageShape shape, double middle, byte[] pixels)
    {
        try
        {
            using Picture picture = Picture.Open(File.ReadAllBytes(DiskFile.Require(file)));
            picture.Copy(picture.Middle(middle), shape, pixels);
            return null;
        }
        catch (PictureException failure)
        {
            return failure.Message;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"it cannot be read: {failure.Sentence()}";
        }
    }
}
