using SpikeDistill.Data;

namespace SpikeDistill.Predictions;

/// <summary>Images without labels, read batch by batch.</summary>
public interface IImageSource
{
    /// <summary>The number of images.</summary>
    int Count { get; }

    /// <summary>The size of every image.</summary>
    ImageShape Shape { get; }

    /// <summary>Reads and normalizes images.</summary>
    /// <param name="first">The first image.</param>
    /// <param name="normalization">The constants the network was trained with.</param>
    /// <param name="target">Receives whole images, [.., height, width, channels].</param>
    void Read(int first, PixelNormalization normalization, Span<float> target);
}
