using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Costs;
using SpikeDistill.Metrics;
using SpikeDistill.Networks;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>A teacher that was there before the comparison: its run says what it knows, or it is measured.</summary>
internal static class GivenTeacher
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>The finished run a teacher is of, trained on the same data set; null where it is of none.</summary>
    public static FinishedRun? FinishedRun(PlannedTeacher teacher, int imageSize)
    {
        if (!RunFolder.IsRun(teacher.Place))
        {
            return null;
        }

        RunFolder run = InputException.Guard(() => RunFolder.Open(teacher.Place));
        return run.IsFinished && run.Settings.Data.Set == teacher.Data.Set
            ? Runs.FinishedRun.Read(run, imageSize)
            : null;
    }

    /// <summary>Evaluates a teacher on all test images and all training images, as they are.</summary>
    public static TeacherResult Measure(
        PlannedTeacher teacher, Engine engine, IReporter reporter, TimeProvider clock, string? dataDirectory, CancellationToken token)
    {
        reporter.Say($"The teacher {teacher.Place} is measured on the test and training images of {teacher.Data.Set}.");
        using Network network = InputException.Guard(() => Checkpoint.LoadNetwork(teacher.Place, engine));
        ExperimentData data = InputException.Guard(() => ExperimentData.Open(teacher.Data, dataDirectory));
        if (network.Settings.Classes != data.Classes)
        {
            throw new InputException(
                $"The teacher {teacher.Place} knows {network.Settings.Classes} classes, but {teacher.Data.Set} has "
                    + $"{data.Classes}; take a teacher trained on {teacher.Data.Set}.");
        }

        Action<WorkStep> report = WorkReport.Lines(clock, Silence, reporter.Say);
        Evaluation test = EvaluationWork.Run(network, data.EvaluationBatches(engine, Evaluator.DefaultBatchSize), "test", report, token);
        Evaluation train = EvaluationWork.Run(network, data.PlainTrainingBatches(engine, Evaluator.DefaultBatchSize), "train", report, token);
        return new TeacherResult(teacher.Name, teacher.Place, train.Accuracy, test, OperationCount.Of(network.Settings, data.Shape.Height, test.RateOf));
    }
}
