using System.Globalization;
using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Ranks;

namespace SpikeDistill.Training;

/// <summary>Whether a teacher knows the images that it is to teach: one that does not is told of before the student starts.</summary>
internal static class TeacherCheck
{
    /// <summary>Images that it is asked about: few steps' work, and enough to tell twice the accuracy of guessing from guessing.</summary>
    private const int Images = 500;

    /// <summary>What is said of a teacher; null for one that knows its images.</summary>
    /// <param name="teacher">The teacher.</param>
    /// <param name="data">The run's images: each class of those that are evaluated on has its share among those that are asked about.</param>
    /// <param name="ranks">Who shares the work; null for one alone.</param>
    /// <param name="token">Stops between batches.</param>
    public static TrainingWarning? Problem(Network teacher, ExperimentData data, ICommunicator? ranks, CancellationToken token)
    {
        double guessing = 1.0 / data.Classes;
        BatchLoader batches = data.SomeEvaluationBatches(teacher.Engine, Evaluator.DefaultBatchSize, Images);
        double accuracy = SharedEvaluation.Run(ranks, teacher, batches, data.EvaluationSplit, progress: null, token).Accuracy;
        return accuracy >= Least(guessing)
            ? null
            : new TrainingWarning(
                TrainingWarningKind.WeakTeacher,
                $"The teacher is right on {Percent(accuracy)} % of {batches.ImagesPerEpoch} {data.EvaluationSplit} images, where guessing is on "
                    + $"{Percent(guessing)} %: there is hardly anything to learn from it. Its weights may be of another data set, of another order "
                    + "of classes, of images normalized with other constants, or of another stride than its file says; or it is not trained.")
            { Value = accuracy };

        static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture);
    }

    /// <summary>Twice what guessing gives, or a tenth of what lies above it where there are few classes.</summary>
    private static double Least(double guessing) => Math.Min(2 * guessing, guessing + (0.1 * (1 - guessing)));
}
