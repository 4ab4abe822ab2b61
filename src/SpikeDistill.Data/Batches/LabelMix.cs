namespace SpikeDistill.Data;

/// <summary>The second label of images that are mixed: a target of <see cref="Share"/> for an image's own label and the rest for the other.</summary>
/// <param name="Others">The other label of each image [N].</param>
/// <param name="Share">The share of its own label, 0 to 1.</param>
public sealed record LabelMix(int[] Others, float Share);
