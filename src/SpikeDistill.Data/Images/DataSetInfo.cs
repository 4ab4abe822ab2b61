namespace SpikeDistill.Data;

/// <summary>What is known of a data set without its files.</summary>
/// <param name="Name">Its name in the registry, for example <c>cifar10</c>.</param>
/// <param name="Shape">The size of every image.</param>
/// <param name="Classes">The number of classes.</param>
/// <param name="TrainImages">The number of training images.</param>
/// <param name="TestImages">The number of test images.</param>
/// <param name="Normalization">The constants its pixels are normalized with.</param>
public sealed record DataSetInfo(string Name, ImageShape Shape, int Classes, int TrainImages, int TestImages, PixelNormalization Normalization);
