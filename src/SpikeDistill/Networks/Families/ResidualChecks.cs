namespace SpikeDistill.Networks.Families;

/// <summary>What residual networks cannot be.</summary>
internal static class ResidualChecks
{
    private const int MostStages = 6;

    /// <exception cref="ArgumentException">Other blocks than the network's own, or none where they are given.</exception>
    public static void Require(ResNetLayout layout, IReadOnlyList<int> blocks, string free)
    {
        if (layout.IsFree && blocks.Count is 0 or > MostStages)
        {
            throw new ArgumentException(
                $"The architecture '{layout.Name}' needs 'blocks', one to six numbers such as [2, 2, 2, 2], not [{string.Join(", ", blocks)}].");
        }

        if (!layout.IsFree && !blocks.SequenceEqual(layout.Blocks))
        {
            throw new ArgumentException(
                $"The architecture '{layout.Name}' has the blocks [{string.Join(", ", layout.Blocks)}]; use architecture '{free}' to choose others.");
        }
    }

    /// <exception cref="ArgumentException">A stride that the stem does not have.</exception>
    public static void Require(StemKind stem, int stride)
    {
        if (stem == StemKind.Imagenet && stride != 1)
        {
            throw new ArgumentException(
                $"'stem_stride' is {stride}, but the stem 'imagenet' has its own, 2, and a pool; leave it out, or take the stem 'cifar'.");
        }
    }
}
