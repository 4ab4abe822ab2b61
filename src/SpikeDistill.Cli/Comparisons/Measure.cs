using SpikeDistill.Cli.Runs;
using SpikeDistill.Metrics;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>A number that every finished run gives, and how it is shown.</summary>
/// <param name="Key">Its name in files.</param>
/// <param name="Title">Its column's title.</param>
/// <param name="Scale">What it is multiplied with to be shown.</param>
/// <param name="Of">The number; null where a run has none.</param>
internal sealed record Measure(string Key, string Title, double Scale, Func<RunResult, double?> Of)
{
    /// <summary>The numbers that are compared pair by pair.</summary>
    private static readonly string[] Paired =
    [
        "accuracy", "mean_step_accuracy", "averaging_gain", "step_spread", "negative_log_likelihood", "calibration_error",
        "firing_rate", "layer_firing_rate", "energy_millijoules", "plain_train_accuracy", "agreement", "accuracy_where_teacher_wrong", "copy_rate",
    ];

    /// <summary>The time step that it is of, from 1; null for one of all steps.</summary>
    public int? Step { get; init; }

    public bool IsPaired => Paired.Contains(Key);

    public bool IsPercent => Scale is 100;

    /// <param name="split">What the runs were evaluated on.</param>
    /// <param name="steps">The most time steps of any.</param>
    public static IReadOnlyList<Measure> All(string split, int steps) =>
    [
        Percent("accuracy", $"{split} %", run => run.Evaluation.Accuracy),
        Percent("mean_step_accuracy", "mean of steps %", run => run.Evaluation.MeanStepAccuracy),
        .. Enumerable.Range(0, steps).Select(
            step => Percent(
                $"step_{step + 1}_accuracy",
                $"step {step + 1} %",
                run => run.Evaluation.StepAccuracies.Cast<double?>().ElementAtOrDefault(step)) with { Step = step + 1 }),
        Percent("averaging_gain", "gain of averaging %", run => run.Evaluation.Accuracy - run.Evaluation.MeanStepAccuracy),
        Percent("step_spread", "spread %", run => run.Evaluation.StepSpread),
        new("negative_log_likelihood", "NLL", 1, run => run.Evaluation.Loss),
        Percent("calibration_error", "calibration error %", run => run.Evaluation.CalibrationError),
        Percent("firing_rate", "firing %", run => run.Evaluation.FiringRates.Count == 0 ? null : run.Evaluation.FiringRate),
        Percent("layer_firing_rate", "mean of layers' firing %", run => run.Evaluation.FiringRates.Count == 0 ? null : run.Evaluation.LayerFiringRate),
        new("acs", "ACs M", 1e-6, run => run.Run.Operations.Acs),
        new("macs", "MACs M", 1e-6, run => run.Run.Operations.Macs),
        new("ops", "OPs M", 1e-6, run => run.Run.Operations.Ops),
        new("energy_millijoules", "energy mJ", 1, run => run.Run.Operations.EnergyMillijoules),
        new("seconds_per_batch", "s/batch", 1, run => run.SecondsPerBatch),
        Percent("train_accuracy", "train %", run => run.Run.Last.TrainAccuracy),
        Percent("plain_train_accuracy", "plain train %", run => run.Run.Last.TrainEvaluation?.Accuracy),
        Percent("agreement", "agreement %", run => run.Evaluation.Teacher?.Agreement),
        Percent("accuracy_where_teacher_wrong", "right where teacher wrong %", run => run.Evaluation.Teacher?.AccuracyWhereTeacherWrong),
        Percent("copy_rate", "copied wrong %", run => run.Evaluation.Teacher?.CopyRate),
    ];

    /// <summary>The number of a teacher; null where it has none.</summary>
    public double? OfTeacher(TeacherResult teacher) => Key switch
    {
        "accuracy" => teacher.Evaluation.Accuracy,
        "negative_log_likelihood" => teacher.Evaluation.Loss,
        "calibration_error" => teacher.Evaluation.CalibrationError,
        "train_accuracy" => teacher.TrainAccuracy,
        "acs" => teacher.Operations.Acs,
        "macs" => teacher.Operations.Macs,
        "ops" => teacher.Operations.Ops,
        "energy_millijoules" => teacher.Operations.EnergyMillijoules,
        _ => null,
    };

    /// <summary>A value as it is shown.</summary>
    public string Show(double value) => (value * Scale).ToString(IsPercent ? "F2" : "G4");

    private static Measure Percent(string key, string title, Func<RunResult, double?> of) => new(key, title, 100, of);
}

/// <summary>A finished run of a comparison.</summary>
internal sealed record RunResult(PlannedRun Planned, FinishedRun Run, double SecondsPerBatch)
{
    public Evaluation Evaluation => Run.Evaluation;
}
