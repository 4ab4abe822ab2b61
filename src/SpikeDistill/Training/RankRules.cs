using SpikeDistill.Data;
using SpikeDistill.Ranks;

namespace SpikeDistill.Training;

/// <summary>How many ranks a run can be shared among.</summary>
internal static class RankRules
{
    /// <summary>Refuses a run that cannot be shared among so many.</summary>
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
        if (ranks == 1)
        {
            return null;
        }

        int rest = training.DropLast ? 0 : images % training.BatchSize;
        int least = SmallestPart(training.BatchSize, training.Accumulate), last = rest == 0 ? int.MaxValue : SmallestPart(rest, training.Accumulate);
        if (least < ranks)
        {
            string parts = training.Accumulate > 1 ? $" in {training.Accumulate} parts ('training.accumulate')" : "";
            return $"A step of {training.BatchSize} images ('training.batch_size'){parts} has no image for each of {ranks} ranks; "
                + $"start at most {least}, or use a larger batch.";
        }

        if (last < ranks)
        {
            return $"The last batch of an epoch has {rest} of the {images} images, fewer than an image for each of {ranks} ranks in every part; "
                + "set 'training.drop_last' to true, start fewer ranks, or use another 'training.batch_size'.";
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
