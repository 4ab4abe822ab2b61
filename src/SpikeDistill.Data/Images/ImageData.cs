namespace SpikeDistill.Data;

/// <summary>A data set as it is opened by name.</summary>
/// <param name="Name">What it is called in reports, for example <c>CIFAR-10</c> or <c>synthetic shapes</c>.</param>
/// <param name="Train">The training images.</param>
/// <param name="Test">The test images: for the last report, never for choosing.</param>
/// <param name="Normalization">The constants its pixels are normalized with.</param>
public sealed record ImageData(string Name, IImageDataSet Train, IImageDataSet Test, PixelNormalization Normalization);
