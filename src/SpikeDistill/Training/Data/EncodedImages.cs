using SpikeDistill.Data;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Training;

/// <summary>Images for networks that make spikes of them: codes take brightness from 0 to 1.</summary>
internal static class EncodedImages
{
    /// <summary>The images with the constants that leave brightness as it is, where the network encodes them; themselves where it does not.</summary>
    /// <param name="data">The images.</param>
    /// <param name="network">The network that learns from them.</param>
    public static ImageData Of(ImageData data, NetworkDescription network)
    {
        if (!network.Nodes.Any(node => node is EncodingNode))
        {
            return data;
        }

        float[] one = new float[data.Shape.Channels];
        Array.Fill(one, 1);
        return data with { Normalization = new PixelNormalization(new float[one.Length], one) };
    }
}
