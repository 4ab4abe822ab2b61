namespace SpikeDistill.Inference.Graphs;

/// <summary>The images of a student: bytes, [H, W, C], pixels or numbers of events.</summary>
/// <param name="Size">Their size.</param>
/// <param name="OverTime">Whether every step sees a frame of its own; else all see the same image.</param>
/// <param name="Means">What is taken off the bytes of each channel.</param>
/// <param name="Deviations">What that is divided by, above 0. Integer weights hold it already, and their biases the means.</param>
public sealed record StudentInput(MapSize Size, bool OverTime, float[] Means, float[] Deviations)
{
    /// <summary>The byte that stands for a pixel outside the image where weights are integers: the nearest to the channel's mean.</summary>
    public byte Outside(int channel) => (byte)Math.Clamp(MathF.Round(Means[channel]), 0, byte.MaxValue);
}
