using SpikeDistill.Tensors;

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

    /// <summary>
    /// Tells these images from others without reading them all: what decides every one of their pixels, such as the names, sizes and
    /// times of their files. Null where only the pixels themselves do.
    /// </summary>
    string? Fingerprint => null;

    /// <summary>Images that could not be read so far.</summary>
    IReadOnlyList<SkippedImage> Skipped => [];

    /// <summary>Whether an image could not be read when it was asked for, so that another of its class was shown in its place.</summary>
    bool IsReplaced(int index) => false;

    /// <summary>The class of an image, in 0 .. <see cref="Classes"/> - 1.</summary>
    int Label(int index);

    /// <summary>Copies the pixels of an image: [height, width, channels], 0 to 255, red first.</summary>
    /// <exception cref="ArgumentException">The span is shorter than <see cref="ImageShape.Size"/>.</exception>
    void CopyPixels(int index, Span<byte> pixels);

    /// <summary>Whether its pictures may be larger than they are shown, so that <see cref="CopyPart"/> takes a part of the whole picture.</summary>
    bool HasWholePictures => false;

    /// <summary>Copies a part of a whole picture, stretched to <see cref="Shape"/>.</summary>
    /// <param name="index">The image.</param>
    /// <param name="part">Draws the part.</param>
    /// <param name="random">Where it draws from.</param>
    /// <param name="pixels">Receives [height, width, channels], 0 to 255, red first.</param>
    /// <exception cref="ArgumentException">The span is shorter than <see cref="ImageShape.Size"/>.</exception>
    /// <exception cref="NotSupportedException">The set has no larger pictures (<see cref="HasWholePictures"/>).</exception>
    void CopyPart(int index, IPart part, ref CounterRandom random, Span<byte> pixels)
        => throw new NotSupportedException($"The images of '{Name}' are no larger than they are shown.");
}
