namespace SpikeDistill.Data;

/// <summary>The images of a data set, to train on and to test on. One's own are <c>new ImageData("mine", train, test)</c>.</summary>
/// <param name="Name">What it is called in reports, for example <c>CIFAR-10</c> or <c>synthetic shapes</c>.</param>
/// <param name="Train">The training images.</param>
/// <param name="Test">The test images: for the last report, never for choosing.</param>
/// <param name="Normalization">The constants its pixels are normalized with.</param>
public sealed record ImageData(string Name, IImageDataSet Train, IImageDataSet Test, PixelNormalization Normalization)
{
    /// <summary>Takes images whose constants are those of the training images, which are read once for it.</summary>
    /// <exception cref="ArgumentException">No images, or a channel that is the same in all of them.</exception>
    public ImageData(string name, IImageDataSet train, IImageDataSet test)
        : this(name, train, test, PixelNormalization.Of(train))
    {
    }

    /// <summary>What recipes and weights files call it; the name it was opened by.</summary>
    public string Key { get; init; } = Name;

    /// <summary>What opened it, with its options; null for images of one's own.</summary>
    public DataSource? Source { get; init; }

    /// <summary>The share of a picture's shorter side that its images show, where they are the middle of larger pictures.</summary>
    public double Middle { get; init; } = 1;

    /// <summary>One name for each class.</summary>
    public IReadOnlyList<string> ClassNames => Train.ClassNames;

    /// <summary>The size of every image.</summary>
    public ImageShape Shape => Train.Shape;
}
