namespace SpikeDistill.Networks.Nodes;

/// <summary>What a random code of images is drawn from: it follows from these alone, whatever the batch and however many threads.</summary>
/// <param name="Seed">The run's seed; 0 for what is evaluated.</param>
/// <param name="Epoch">The epoch; 0 for what is evaluated.</param>
/// <param name="Samples">The place of each image in its data set, [N].</param>
public sealed record SampleDraws(long Seed, long Epoch, IReadOnlyList<int> Samples)
{
    /// <summary>Images as they are evaluated, and as a teacher sees them: the same at every time.</summary>
    public static SampleDraws Fixed(IReadOnlyList<int> samples) => new(0, 0, samples);
}
