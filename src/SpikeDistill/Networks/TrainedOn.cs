using SpikeDistill.Data;

namespace SpikeDistill.Networks;

/// <summary>The images a network was trained on, as far as one needs to know to show it others. It goes into files with the weights.</summary>
/// <param name="DataSet">The name of the data set; null where it is not known.</param>
/// <param name="Image">The size of every image; null where it is not known.</param>
/// <param name="Normalization">The constants pixels are normalized with.</param>
/// <param name="ClassNames">One name for each class; empty where they are not known.</param>
public sealed record TrainedOn(string? DataSet, ImageShape? Image, PixelNormalization Normalization, IReadOnlyList<string> ClassNames)
{
    /// <summary>The share of a picture's shorter side that its images show, from the middle.</summary>
    public double Middle { get; init; } = 1;

    /// <summary>What a data set says of itself.</summary>
    public static TrainedOn Of(ImageData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new TrainedOn(data.Key, data.Shape, data.Normalization, data.ClassNames) { Middle = data.Middle };
    }
}
