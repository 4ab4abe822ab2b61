using SpikeDistill.Data;
using SpikeDistill.Tensors;

namespace SpikeDistill.Networks;

/// <summary>Images as a network was trained to see them.</summary>
internal static class ImagesShown
{
    /// <summary>
    /// The same images with the constants of a network, to the same bits as from their bytes; themselves where those are the same or not known.
    /// </summary>
    /// <param name="tape">Where they live.</param>
    /// <param name="images">[N, H, W, C].</param>
    /// <param name="constants">The constants they were normalized with.</param>
    /// <param name="network">The network they are shown to.</param>
    public static Tensor ShownTo(this Tape tape, Tensor images, PixelNormalization constants, Network network)
    {
        if (OwnConstants(network, constants) is not { } own)
        {
            return images;
        }

        Tensor shown = tape.Allocate(images.Shape);
        constants.Exchange(images.Values, own, shown.Values);
        return shown;
    }

    /// <summary>A network's constants where they are others than these; null where they are not, or are not known.</summary>
    public static PixelNormalization? OwnConstants(Network network, PixelNormalization constants)
        => network.TrainedOn?.Normalization is { } own && !own.Equals(constants) && own.Mean.Count == constants.Mean.Count ? own : null;
}
