namespace SpikeDistill.Inference.Graphs;

/// <summary>
/// The image as spikes that are drawn: at each step a byte fires with a probability. What is drawn follows from seed, stream, the image's number
/// (<see cref="StudentSession.FirstImage"/>), step and place alone.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Probabilities">[256, channels]: how likely a byte fires; at 0 or below never, at 1 or above always.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Stream">What the numbers are for.</param>
public sealed record DrawnCodeNode(string Name, float[] Probabilities, long Seed, ulong Stream) : StudentNode(Name)
{
    /// <inheritdoc/>
    public override IEnumerable<int> Sources => [Student.Image];
}
