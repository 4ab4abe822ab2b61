using SpikeDistill.Catalogs;
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

/// <summary>What a teacher knows of the images that the variants are evaluated on: its run says it, or it is measured.</summary>
/// <param name="teacher">The teacher.</param>
/// <param name="catalog">What files and folders name.</param>
/// <param name="images">The images of the variants.</param>
/// <param name="engine">What it is measured with.</param>
/// <param name="reporter">Who is told how far that is.</param>
/// <param name="clock">The clock.</param>
/// <param name="dataDirectory">The folder with data sets; null for the usual places.</param>
/// <param name="token">Stops between batches.</param>
internal sealed class TeacherMeasure(
    PlannedTeacher teacher, Catalog catalog, DataSettings images, Engine engine, IReporter reporter, TimeProvider clock, string? dataDirectory,
    CancellationToken token)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>The finished run that a teacher is of which was there before, trained on the same data set; null where it is of none.</summary>
    public static FinishedRun? FinishedRun(PlannedTeacher teacher, Catalog catalog, int imageSize)
    {
        if (!RunFolder.IsRun(teacher.Place))
        {
            return null;
        }

        RunFolder run = InputException.Guard(() => RunFolder.Open(teacher.Place, catalog));
        return run.IsFinished && run.Settings.Data.Set == teacher.Data.Set
            ? Runs.FinishedRun.Read(run, imageSize)
            : null;
    }

    /// <param name="run">The teacher's run; null for weights of which nothing else is known.</param>
    public TeacherResult Of(FinishedRun? run)
    {
        TeacherResult result = run is not null && SameImages.Are(run.Settings.Data, images)
            ? new TeacherResult(teacher.Name, teacher.Place, run.Last.TrainAccuracy, run.Evaluation, run.Operations)
            : Measure(run?.Last.TrainAccuracy);
        return result with { MayKnowImages = images.HeldOut > 0 && run?.Settings.Data.HeldOut != images.HeldOut };
    }

    /// <summary>Evaluates the teacher on the variants' images and, where its run does not say it, on all training images, as they are.</summary>
    private TeacherResult Measure(double? trainAccuracy)
    {
        using Network network = teacher.Load(engine, catalog);
        ExperimentData evaluated = InputException.Guard(() => ExperimentData.Open(images with { Augmentation = [] }, dataDirectory));
        if (network.Settings.Classes != evaluated.Classes)
        {
            throw new InputException(
                $"The teacher {teacher.Place} knows {network.Settings.Classes} classes, but {images.Set} has "
                    + $"{evaluated.Classes}; take a teacher trained on {images.Set}.");
        }

        reporter.Say(
            $"The teacher {teacher.Place} is measured on the {Format.Count(evaluated.EvaluationImages)} {evaluated.EvaluationSplit} images of the variants"
                + $"{(trainAccuracy is null ? $" and on all training images of {images.Set}" : "")}.");
        Evaluation test = Evaluate(network, evaluated.EvaluationBatches(engine, Evaluator.DefaultBatchSize), evaluated.EvaluationSplit);
        return new TeacherResult(
            teacher.Name,
            teacher.Place,
            trainAccuracy ?? OnTrainingImages(network),
            test,
            OperationCount.Of(network.Settings, evaluated.Shape.Height, test.RateOf));
    }

    private double OnTrainingImages(Network network)
    {
        ExperimentData learned = InputException.Guard(() => ExperimentData.Open(teacher.Data, dataDirectory));
        return Evaluate(network, learned.PlainTrainingBatches(engine, Evaluator.DefaultBatchSize), "train").Accuracy;
    }

    private Evaluation Evaluate(Network network, Data.BatchLoader batches, string split)
        => EvaluationWork.Run(network, batches, split, WorkReport.Lines(clock, Silence, reporter.Say), token);
}
