using SpikeDistill.Optimization;
using SpikeDistill.Runs;
using SpikeDistill.Tests.Training;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Runs;

/// <summary>
/// Run folders from before optimizers and schedules had options of their own: their recipes hold those of all, also numbers that said nothing
/// of the run.
/// </summary>
public sealed class FormerTrainingTests : IDisposable
{
    private readonly TinyRun _run = new();

    public static TheoryData<Optimizer, Schedule, string> Former => new()
    {
        { new Sgd { Momentum = 0.8, Nesterov = true }, new CosineSchedule(), Text("sgd", 0.8, "true", "[0.5, 0.6]", "1E-03", "cosine", "[]", 0.2) },
        { new AdamW(), new ConstantSchedule(), Text("adamw", 0.7, "false", "[0.9, 0.999]", "1E-08", "constant", "[]", 0.5) },
        {
            new Lamb { Epsilon = 1e-8 },
            new StepSchedule { Milestones = [1, 2], Factor = 0.5 },
            Text("lamb", 0.9, "false", "[0.9, 0.999]", "1E-08", "step", "[1, 2]", 0.5)
        },
    };

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(Former), DisableDiscoveryEnumeration = true)]
    public void What_said_nothing_is_dropped_and_the_run_goes_on_to_the_same_bits(Optimizer optimizer, Schedule schedule, string former)
    {
        ExperimentSettings settings = TinyRun.Student();
        settings = settings with { Training = settings.Training with { Optimizer = optimizer, Schedule = schedule, LearningRate = 0.01, WarmupEpochs = 0 } };
        RunFolder whole = _run.Train("whole", settings);
        using CancellationTokenSource source = new();
        Assert.Throws<OperationCanceledException>(
            () => _run.Train("former", settings, new RecordingObserver { OnEpoch = _ => source.Cancel() }, token: source.Token));
        string recipe = _run.PathOf("former/recipe.yaml"), text = File.ReadAllText(recipe);
        File.WriteAllText(recipe, text[..(text.IndexOf("\ntraining:", StringComparison.Ordinal) + 1)] + former);

        ExperimentSettings read = RunFolder.Open(_run.PathOf("former")).Settings;
        RunFolder done = _run.Train("former", read);

        Assert.Equal((optimizer, schedule), (read.Training.Optimizer, read.Training.Schedule));
        Assert.Equal(File.ReadAllBytes(whole.WeightsPath), File.ReadAllBytes(done.WeightsPath));
    }

    /// <summary>The end of a recipe as runs wrote it.</summary>
    private static string Text(
        string optimizer, double momentum, string nesterov, string betas, string epsilon, string schedule, string milestones, double factor)
        => FormattableString.Invariant($"""
            training:
              epochs: 3
              batch_size: 16
              drop_last: true
              accumulate: 1
              optimizer: {optimizer}
              learning_rate: 0.01
              momentum: {momentum}
              nesterov: {nesterov}
              betas: {betas}
              epsilon: {epsilon}
              weight_decay: 0.0005
              decay_norm_and_bias: false
              groups: []
              schedule: {schedule}
              milestones: {milestones}
              step_factor: {factor}
              warmup_epochs: 0
              evaluate_every: 1
              evaluate_train: false
              extensions: []
            """);
}
