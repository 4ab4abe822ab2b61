namespace SpikeDistill.Analyses;

/// <summary>How far a student is like a teacher inside, on the same images.</summary>
/// <param name="Features">
/// Linear centered kernel alignment of their last features, averaged over steps and pixels (Kornblith et al., ICML 2019, unbiased): 1 where one is the
/// other turned and scaled, about 0 where they have nothing in common. Null where it is not defined.
/// </param>
/// <param name="Images">Images whose features were compared.</param>
/// <param name="Heats">
/// The mean correlation of their heat maps (Grad-CAM on the last map) for the images' own class, over the pixels of the finer map; null without maps.
/// </param>
/// <param name="HeatImages">Images of which both have a heat map that is not the same everywhere.</param>
public sealed record TeacherLikeness(double? Features, int Images, double? Heats, int HeatImages)
{
    /// <summary>Whether the run learned from no teacher, and stands beside that of the runs in its folder.</summary>
    public bool OfOtherRuns { get; init; }
}
