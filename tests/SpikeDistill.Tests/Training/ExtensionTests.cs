using SpikeDistill.Optimization;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>Finished runs that go on for more epochs.</summary>
public sealed class ExtensionTests : IDisposable
{
    private static readonly TrainingExtension Slow = new() { LearningRate = 0.02, WarmupEpochs = 0.5 };

    private readonly TinyRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Added_epochs_have_a_schedule_of_their_own_and_leave_the_rates_of_the_others()
    {
        TrainingSettings first = new() { Epochs = 4, LearningRate = 0.1, WarmupEpochs = 1 };
        TrainingSettings extended = first with
        {
            Epochs = 9,
            Extensions =
            [
                new() { After = 4, LearningRate = 0.02 },
                new() { After = 7, LearningRate = 0.01, Schedule = new ConstantSchedule(), WarmupEpochs = 1 },
            ],
        };
        LearningRates before = first.Rates(10), after = extended.Rates(10);
        ScheduleSpan added = new(0.02, Steps: 30, WarmupSteps: 0, StepsPerEpoch: 10);

        Assert.All(Enumerable.Range(0, 40), step => Assert.Equal(before.At(step), after.At(step)));
        Assert.All(Enumerable.Range(0, 30), step => Assert.Equal(new CosineSchedule().At(step, added), after.At(40 + step)));
        Assert.Equal([0.001, 0.01, 0.01, 0.01], new[] { 70, 79, 80, 89 }.Select(step => after.At(step)));
        Assert.Equal((4, 7, 9), (extended.FirstEpochs, extended.EndOf(0), extended.EndOf(1)));

        // Terms whose share of the epochs is over do not begin again.
        Assert.Equal([0, 0.25, 0.5, 0.75, 0.75, 0.75], Enumerable.Range(1, 6).Select(epoch => extended.ShareBefore(epoch)));
    }

    [Fact]
    public void A_run_goes_on_from_its_checkpoint_and_its_finished_epochs_stay_what_they_are()
    {
        RunFolder two = _run.Train("run", TinyRun.Student(epochs: 2));
        string[] before = File.ReadAllLines(_run.PathOf("run/metrics.jsonl"));

        RunFolder extended = RunFolder.Extend(two.Path, 2, Slow);
        Assert.Equal((2, false), (extended.FinishedEpochs, extended.IsFinished));
        RunFolder four = _run.Train("run", extended.Settings);

        Assert.True(four.IsFinished);
        string[] after = File.ReadAllLines(_run.PathOf("run/metrics.jsonl"));
        Assert.Equal(before, after[..2]);
        Assert.Equal([1, 2, 3, 4], four.ReadMetrics().Select(epoch => epoch.Epoch));
        Assert.Equal([new TrainingExtension { After = 2, LearningRate = 0.02, WarmupEpochs = 0.5 }], four.Settings.Training.Extensions);
        Assert.InRange(four.ReadMetrics()[3].LearningRate, 0, 0.002);
        Assert.NotEqual(File.ReadAllBytes(_run.Train("longer", TinyRun.Student(epochs: 4)).WeightsPath), File.ReadAllBytes(four.WeightsPath));
    }

    [Theory]
    [InlineData(3, 1, "train", null)]
    [InlineData(3, 3, "train", 0.9)]
    [InlineData(3, 1, "evaluate", null)]
    public void A_run_that_is_stopped_while_it_is_extended_goes_on_to_the_same_bits(int epoch, int batch, string phase, double? average)
    {
        ExperimentSettings settings = TinyRun.Student("tser", epochs: 2);
        settings = settings with { Training = settings.Training with { EmaDecay = average, Optimizer = new AdamW(), LearningRate = 0.01 } };
        foreach (string name in new[] { "whole", "cut" })
        {
            _run.Train(name, settings);
            RunFolder.Extend(_run.PathOf(name), 2, Slow);
        }

        ExperimentSettings extended = RunFolder.Open(_run.PathOf("whole")).Settings;
        _run.Train("whole", extended);
        using CancellationTokenSource source = new();
        RecordingObserver observer = new() { OnBatch = progress => Stop(progress, source) };
        Assert.Throws<OperationCanceledException>(() => _run.Train("cut", extended, observer, token: source.Token));
        _run.Train("cut", extended, threads: 1);

        Assert.Equal(File.ReadAllBytes(_run.PathOf("whole/weights.safetensors")), File.ReadAllBytes(_run.PathOf("cut/weights.safetensors")));

        void Stop(BatchProgress progress, CancellationTokenSource source)
        {
            if (progress.Epoch == epoch && progress.Batch == batch && progress.Phase == phase)
            {
                source.Cancel();
            }
        }
    }

    [Fact]
    public void A_run_can_be_extended_again()
    {
        _run.Train("run", TinyRun.Student(epochs: 1));
        _run.Train("run", RunFolder.Extend(_run.PathOf("run"), 1, Slow).Settings);
        RunFolder run = _run.Train("run", RunFolder.Extend(_run.PathOf("run"), 1, Slow with { Schedule = new ConstantSchedule(), WarmupEpochs = 0 }).Settings);

        Assert.Equal([1, 2], run.Settings.Training.Extensions.Select(added => added.After));
        Assert.Equal([0.02], run.ReadMetrics().Skip(2).Select(epoch => epoch.LearningRate));
    }

    [Fact]
    public void Runs_that_are_not_finished_are_not_extended_and_stay_what_they_are()
    {
        using CancellationTokenSource source = new();
        RecordingObserver observer = new() { OnBatch = _ => source.Cancel() };
        Assert.Throws<OperationCanceledException>(() => _run.Train("run", TinyRun.Student(), observer, token: source.Token));
        string before = File.ReadAllText(_run.PathOf("run/recipe.yaml"));

        Refuse("the run stands after 0 of 3 epochs; epochs are added to a finished run", "run", 2, Slow);
        Refuse("holds no run", "none", 2, Slow);
        Assert.Equal(before, File.ReadAllText(_run.PathOf("run/recipe.yaml")));
        RunFolder run = _run.Train("run", TinyRun.Student());
        Refuse("'training.extensions.0.warmup_epochs' must be at most the 1 epochs that are added, not 2", "run", 1, Slow with { WarmupEpochs = 2 });
        Refuse("'training.epochs' must be", "run", int.MaxValue - 3, Slow);
        Refuse("'training.extensions.0.learning_rate' must be", "run", 1, Slow with { LearningRate = 0 });
        Assert.Equal(3, RunFolder.Open(run.Path).Settings.Training.Epochs);
    }

    [Fact]
    public void Extensions_that_cannot_be_are_refused_in_settings()
    {
        Refuse("'training.extensions.0.after' must be below 5, the epoch that the run ends with, not 5", new TrainingExtension { After = 5 });
        Refuse(
            "'training.extensions.0.after' must be below 2, the epoch that it ends with, not 3",
            new TrainingExtension { After = 3 },
            new TrainingExtension { After = 2 });

        void Refuse(string told, params TrainingExtension[] extensions)
        {
            ExperimentSettings settings = TinyRun.Student() with { Training = new TrainingSettings { Epochs = 5, BatchSize = 16, Extensions = extensions } };
            Assert.Contains(
                told, Assert.Throws<RunException>(() => _run.Train("refused", settings)).Message, StringComparison.Ordinal);
        }
    }

    private void Refuse(string told, string name, int epochs, TrainingExtension extension) => Assert.Contains(
        told, Assert.ThrowsAny<RunException>(() => RunFolder.Extend(_run.PathOf(name), epochs, extension)).Message, StringComparison.Ordinal);
}
