using SpikeDistill.Data;
using SpikeDistill.Ranks;

namespace SpikeDistill.Training;

/// <summary>How many ranks a run can be shared among.</summary>
internal static class RankRules
{
    /// <summary>Refuses a run that cannot be shared among so many, or cut into its shards.</summary>
    /// <exception cref="RanksException">The message says why, and what to do.</exception>
    public static void Require(ExperimentSettings settings, ExperimentData data, int ranks)
    {
        if (Problem(settings, data.TrainingImages, data.Shape, ranks) is { } problem) throw new RanksException(problem);
    }

    /// <summary>Why a run cannot be shared among so many; null where it can.</summary>
    /// <param name="settings">The run.</param>
    /// <param name="images">Images that are trained on.</param>
    /// <param name="shape">Their size.</param>
    /// <param name="ranks">The number of ranks.</param>
    public static string? Problem(ExperimentSettings settings, int images, ImageShape shape, int ranks)
    {
        TrainingSettings training = settings.Training;
        if (training.Shards is { } cut && cut % ranks != 0)
        {
            int[] fitting = [.. Enumerable.Range(0, int.Log2(cut) + 1).Select(power => 1 << power)];
            return $"'training.shards' is {cut}, which {ranks} ranks cannot share evenly; start {string.Join(" or ", fitting)}, use other shards, or leave "
                + "'training.shards' out, so that there are as many as ranks and bits depend on their number.";
        }

        int shares = training.Shards ?? ranks;
        if (shares == 1)
        {
            return null;
        }

        (string what, string fewer) = training.Shards is null
            ? ($"{ranks} ranks", "start fewer ranks")
            : ($"{shares} shards ('training.shards')", "use fewer shards");
        int rest = training.DropLast ? 0 : images % training.BatchSize;
        int least = SmallestPart(training.BatchSize, training.Accumulate), last = rest == 0 ? int.MaxValue : SmallestPart(rest, training.Accumulate);
        if (least < shares)
        {
            string parts = training.Accumulate > 1 ? $" in {training.Accumulate} parts ('training.accumulate')" : "";
            string most = training.Shards is null ? $"start at most {least}" : $"use at most {least}";
            return $"A step of {training.BatchSize} images ('training.batch_size'){parts} has no image for each of {what}; {most}, or use a larger batch.";
        }

        if (last < shares)
        {
            return $"The last batch of an epoch has {rest} of the {images} images, fewer than an image for each of {what} in every part; "
                + $"set 'training.drop_last' to true, {fewer}, or use another 'training.batch_size'.";
        }

        // A rank that normalizes for itself has the rows of its share alone.
        bool alone = !training.SynchronizeNormalization && Math.Min(least, last) / ranks == 1;
        return alone && TrainingRules.OfRows(settings with { Training = training with { BatchSize = 1 } }, images, shape.Height, shape.Width) is not null
            ? $"Some of {ranks} ranks have a single image of a step to normalize by ('training.synchronize_normalization' is false), and one value has no "
                + "variance; start fewer ranks, or use a larger batch."
            : null;
    }

    private static int SmallestPart(int images, int parts) => images / Math.Min(images, parts);
}
