using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>Some images of another set, in a given order.</summary>
public sealed class Subset : IImageDataSet
{
    private readonly IImageDataSet _source;
    private readonly int[] _indices;

    /// <summary>Takes the images with the given indices.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside the source.</exception>
    public Subset(IImageDataSet source, IReadOnlyList<int> indices, string name)
    {
        foreach (int index in indices)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index, nameof(indices));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, source.Count, nameof(indices));
        }

        _source = source;
        _indices = [.. indices];
        Name = name;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count => _indices.Length;

    /// <inheritdoc/>
    public int Classes => _source.Classes;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => _source.ClassNames;

    /// <inheritdoc/>
    public ImageShape Shape => _source.Shape;

    /// <summary>The indices in the source.</summary>
    public IReadOnlyList<int> Indices => _indices;

    /// <inheritdoc/>
    public string? Fingerprint => _source.Fingerprint is { } source ? $"{source} {IndexSum()}" : null;

    /// <inheritdoc/>
    public bool HasWholePictures => _source.HasWholePictures;

    /// <inheritdoc/>
    public IReadOnlyList<SkippedImage> Skipped => _source.Skipped;

    /// <summary>The first <paramref name="count"/> images of a set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The set has fewer images, or the count is not positive.</exception>
    public static Subset First(IImageDataSet source, int count)
    {
        CheckCount(source, count);
        return new Subset(source, [.. Enumerable.Range(0, count)], $"first {count} of {source.Name}");
    }

    /// <summary><paramref name="count"/> images of a set, each class in proportion, chosen by the seed alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The set has fewer images, or the count is not positive.</exception>
    public static Subset Stratified(IImageDataSet source, int count, long seed)
    {
        CheckCount(source, count);
        return new Subset(source, StratifiedChoice.Indices(source, count, seed, "subset"), $"{count} of {source.Name}");
    }

    /// <inheritdoc/>
    public bool IsReplaced(int index) => _source.IsReplaced(_indices[index]);

    /// <inheritdoc/>
    public int Label(int index) => _source.Label(_indices[index]);

    /// <inheritdoc/>
    public long MemoryBytes(int images) => _source.MemoryBytes(images);

    /// <inheritdoc/>
    public void CopyPixels(int index, Span<byte> pixels) => _source.CopyPixels(_indices[index], pixels);

    /// <inheritdoc/>
    public void CopyPart(int index, IPart part, ref CounterRandom random, Span<byte> pixels)
        => _source.CopyPart(_indices[index], part, ref random, pixels);

    /// <summary>
    /// The same images in a random order in which classes take turns: of the first so many of them, too, each class has its share, to within an image or two.
    /// </summary>
    internal Subset InTurns(long seed)
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        new CounterRandom(seed, "turns").Shuffle<int>(order);
        var turns = order.GroupBy(Label).SelectMany(Turns).OrderBy(one => one.Turn);
        return new Subset(_source, [.. turns.Select(one => _indices[one.Image])], Name);

        static IEnumerable<(double Turn, int Image)> Turns(IEnumerable<int> ofClass)
        {
            int[] images = [.. ofClass];
            return images.Select((image, place) => ((place + 0.5) / images.Length, image));
        }
    }

    internal static void CheckCount(IImageDataSet source, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, source.Count);
    }

    private string IndexSum() => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<int>(_indices)));
}
