using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>
/// The synthetic set: procedural 32x32 colour images of a textured shape among distractors. A class is a silhouette with a
/// texture; position, size, rotation, proportions, colours, background, occlusion, contrast and noise tell nothing about
/// it. It stands in where no real data is at hand and says nothing about accuracy on photographs.
/// </summary>
public sealed class SyntheticShapes : IImageDataSet
{
    private readonly long _seed;
    private readonly ulong _stream;
    private readonly byte[] _pixels;
    private readonly bool[] _ready;

    private SyntheticShapes(string part, int count, Synthetic options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        Name = $"synthetic shapes {part}";
        ClassNames = [.. Enumerable.Range(0, options.Classes).Select(label => $"{Textures.Name(TextureOf(label))} {Silhouettes.Name(SilhouetteOf(label))}")];
        _seed = options.Seed;
        _stream = CounterRandom.Stream(Name);
        _pixels = new byte[(long)count * ImageSize.Size];
        _ready = new bool[count];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count => _ready.Length;

    /// <inheritdoc/>
    public int Classes => ClassNames.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public ImageShape Shape => ImageSize;

    /// <summary>Every silhouette with every texture.</summary>
    internal const int MostClasses = Silhouettes.Count * Textures.Count;

    /// <summary>The size of every image.</summary>
    internal static ImageShape ImageSize { get; } = new(SceneRenderer.Side, SceneRenderer.Side, 3);

    /// <summary>The normalization constants: mean and deviation of the training images at default options, rounded.</summary>
    internal static PixelNormalization Normalization { get; } = new([0.4994f, 0.5013f, 0.4978f], [0.1689f, 0.1670f, 0.1684f]);

    /// <summary>The training images of the given options.</summary>
    /// <exception cref="ArgumentException">No images, or a number of classes outside 2 to 20.</exception>
    public static SyntheticShapes Train(Synthetic options) => new("train", options.Train, options);

    /// <summary>The test images of the given options, none of them a training image.</summary>
    /// <exception cref="ArgumentException">No images, or a number of classes outside 2 to 20.</exception>
    public static SyntheticShapes Test(Synthetic options) => new("test", options.Test, options);

    /// <inheritdoc/>
    public int Label(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return index % Classes;
    }

    /// <summary>Pages are touched when an image is drawn: its own bytes, and on the average a page beside.</summary>
    /// <inheritdoc/>
    public long MemoryBytes(int images) => Math.Min((long)Count * ImageSize.Size, (long)images * (ImageSize.Size + Environment.SystemPageSize));

    /// <inheritdoc/>
    public void CopyPixels(int index, Span<byte> pixels)
    {
        Span<byte> image = _pixels.AsSpan(index * ImageSize.Size, ImageSize.Size);

        // Drawn when first read. Two threads that come together write the same bytes, so no lock is needed.
        if (!Volatile.Read(ref _ready[index]))
        {
            int label = Label(index);
            SceneRenderer.Render(new CounterRandom(_seed, _stream, index), SilhouetteOf(label), TextureOf(label), image);
            Volatile.Write(ref _ready[index], true);
        }

        image.CopyTo(pixels);
    }

    private static Silhouette SilhouetteOf(int label) => (Silhouette)(label % Silhouettes.Count);

    private static Texture TextureOf(int label) => (Texture)(label / Silhouettes.Count);
}
