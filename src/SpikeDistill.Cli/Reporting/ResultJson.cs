using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Costs;
using SpikeDistill.Metrics;

namespace SpikeDistill.Cli.Reporting;

/// <summary>Results as objects to serialize.</summary>
internal static class ResultJson
{
    public static object Of(FinishedRun run, Catalog catalog) => new
    {
        run.Settings.Name,
        run.Folder,
        run.Settings.Seed,
        run.Settings.Objective.Method,
        Fidelity = MethodText.Of(run.Settings, catalog),
        run.Settings.Objective.Preset,
        run.Last.TrainAccuracy,
        PlainTrainAccuracy = run.Last.TrainEvaluation?.Accuracy,
        run.TrainSeconds,
        Evaluation = Of(run.Evaluation, run.Operations),
    };

    public static object Of(Evaluation evaluation, OperationCount operations) => new
    {
        evaluation.Split,
        evaluation.Images,
        evaluation.Accuracy,
        Interval95 = Interval(evaluation.Accuracy, evaluation.Images),
        evaluation.StepAccuracies,
        StepIntervals95 = evaluation.StepAccuracies.Select(accuracy => Interval(accuracy, evaluation.Images)),
        evaluation.MeanStepAccuracy,
        evaluation.StepSpread,
        evaluation.PrefixAccuracies,
        evaluation.Loss,
        Nll = evaluation.Loss,
        evaluation.CalibrationError,
        evaluation.Teacher,
        evaluation.FiringRate,
        evaluation.LayerFiringRate,
        evaluation.FiringRates,
        operations.Acs,
        operations.Macs,
        operations.EnergyMillijoules,
    };

    private static double[] Interval(double accuracy, int images)
    {
        Wilson interval = Wilson.Of(accuracy, images);
        return [interval.Low, interval.High];
    }
}
