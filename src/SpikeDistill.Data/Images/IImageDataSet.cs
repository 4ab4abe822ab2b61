namespace SpikeDistill.Data;

/// <summary>Labelled images of one size. Reading is safe from several threads at once.</summary>
public interface IImageDataSet
{
    /// <summary>What the images are, for messages and reports, for example <c>CIFAR-10 train</c>.</summary>
    string Name { get; }

    /// <summary>The number of images.</summary>
    int Count { get; }

    /// <summary>The number of classes.</summary>
    int Classes { get; }

    /// <summary>One name for each class.</summary>
    IReadOnlyList<string> ClassNames { get; }

    /// <summary>The size of every image.</summary>
    ImageShape Shape { get; }

    /// <summary>The memory that the set takes once so many of its images have been read, bytes; by default that of all of them.</summary>
    long MemoryBytes(int images) => (long)Count * Shape.Size;

    /// <summary>The class of an image, in 0 .. <see cref="Classes"/> - 1.</summary>
    int Label(int index);

    /// <summary>Copies the pixels of an image: [height, width, channels], 0 to 255, red first.</summary>
    /// <exception cref="ArgumentException">The span is shorter than <see cref="ImageShape.Size"/>.</exception>
    void CopyPixels(int index, Span<byte> pixels);
}
