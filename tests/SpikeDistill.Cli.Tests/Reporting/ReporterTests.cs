using System.Text.Json;
using SpikeDistill.Cli.Comparisons.Progress;
using SpikeDistill.Cli.Recipes;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Costs;
using SpikeDistill.Metrics;
using SpikeDistill.Recipes;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Tests.Reporting;

public sealed class ReporterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Epoch_is_one_line_with_all_its_measures()
        => Assert.Equal(
            "epoch 3/10  loss 1.2500 (cross_entropy 1.0000, distillation 0.2500)  train 45.67 %  test 47.10 %  steps 44.00 46.25 %  firing 12.5 %  1m05s",
            EpochLine.Of(Epoch(3), 10));

    [Fact]
    public void Of_many_steps_some_are_shown()
    {
        Evaluation evaluation = Epoch(3).Evaluation! with
        {
            StepAccuracies = [.. Enumerable.Range(1, 1024).Select(step => step / 2048.0)],
            PrefixAccuracies = [.. Enumerable.Range(1, 1024).Select(step => step / 2048.0)],
        };

        string line = EpochLine.Of(Epoch(3) with { Evaluation = evaluation }, 10);
        string[] lines = [.. EvaluationText.Lines(evaluation, new OperationCount { Macs = 1, Acs = 2, Ops = 3 })];

        Assert.Contains(
            "steps 1: 0.05, 2: 0.10, 4: 0.20, 8: 0.39, 16: 0.78, 32: 1.56, 64: 3.12, 128: 6.25, 256: 12.50, 512: 25.00, 1024: 50.00 %",
            line,
            StringComparison.Ordinal);
        Assert.InRange(lines.Length, 10, 20);
        Assert.All(lines, text => Assert.InRange(text.Length, 1, 200));
        Assert.Contains("  step 512: 25.00 % [22.4, 27.8]", lines);
    }

    [Fact]
    public void A_teacher_that_was_stopped_goes_on_before_its_pupil()
    {
        ExperimentSettings teacher = Settings() with { Name = "teacher" }, pupil = Settings() with { Name = "pupil" };

        Assert.Equal(
            "The teacher teacher is trained first: it goes on after 3 of 10 epochs in runs/teacher-seed0. Then pupil: 10 epochs.",
            TeacherText.First(teacher, "runs/teacher-seed0", 3, pupil));
    }

    [Fact]
    public void Epoch_line_tells_of_clipping()
        => Assert.Contains(
            "gradient norm 2.35, clipped in 12 % of the steps",
            EpochLine.Of(Epoch(3) with { Clipping = new ClippingMetrics(2.345, 0.121) }, 10),
            StringComparison.Ordinal);

    [Fact]
    public void Piped_progress_is_a_line_an_epoch_and_a_sign_of_life()
    {
        TestTerminal terminal = new(_folder.Path, _clock);

        int result = new LineReporter(terminal.Terminal).Watch(Settings(), Train);

        Assert.Equal(42, result);
        string[] lines = terminal.Output.TrimEnd().Split(Environment.NewLine);
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("epoch 1/10  batch 3/5  loss 2.0000  10 images/s  ", lines[0]);
        Assert.StartsWith("epoch 3/10  loss", lines[1]);
        Assert.Equal("warning: the layer 'stem' [never] fires", lines[2]);
        Assert.StartsWith("epoch 4/10  loss", lines[3]);
    }

    [Fact]
    public void Every_json_line_of_a_comparisons_run_names_it()
    {
        TestTerminal terminal = new(_folder.Path, _clock);
        IReporter reporter = new ComparisonJsonReporter(terminal.Terminal).OfRun("tser-seed1");

        reporter.Say("a remark");
        reporter.Watch(Settings(), Train);

        JsonElement[] lines = Lines(terminal);
        Assert.Equal(
            ["message", "progress", "progress", "progress", "progress", "progress", "epoch", "warning", "epoch"],
            lines.Select(line => line.GetProperty("event").GetString()));
        Assert.All(lines, line => Assert.Equal("tser-seed1", line.GetProperty("run").GetString()));
    }

    [Fact]
    public void Json_lines_of_a_single_run_name_no_other()
    {
        TestTerminal terminal = new(_folder.Path, _clock);

        new JsonReporter(terminal.Terminal).Watch(Settings(), Train);

        Assert.All(Lines(terminal), line => Assert.False(line.TryGetProperty("run", out _)));
    }

    [Fact]
    public void Bar_shows_the_same_lines()
    {
        TestTerminal terminal = new(_folder.Path, _clock);

        int result = new BarReporter(terminal.Terminal).Watch(Settings(), Train);

        Assert.Equal(42, result);
        Assert.Contains(EpochLine.Of(Epoch(4), 10), terminal.Output, StringComparison.Ordinal);
        Assert.Contains("warning: the layer 'stem' [never] fires", terminal.Output, StringComparison.Ordinal);
    }

    private static JsonElement[] Lines(TestTerminal terminal)
        => [.. terminal.Output.TrimEnd().Split(Environment.NewLine).Select(line => JsonElement.Parse(line))];

    private int Train(ITrainingObserver observer)
    {
        for (int batch = 1; batch <= 5; batch++)
        {
            _clock.Advance(10);
            observer.BatchDone(new BatchProgress(1, 10, "train", batch, 5, BatchSize: 100, Loss: 2, Accuracy: 0.5));
        }

        observer.EpochDone(Epoch(3));
        observer.Warning(new TrainingWarning(TrainingWarningKind.SilentLayer, "the layer 'stem' [never] fires"));
        observer.EpochDone(Epoch(4));
        return 42;
    }

    private ExperimentSettings Settings()
        => Recipe.Load(_folder.Write("teacher.yaml", TinyRecipes.Teacher), Assignments.Read(["training.epochs=10"], _folder.Path), _folder.Path);

    private static EpochMetrics Epoch(int number) => new()
    {
        Epoch = number,
        LearningRate = 0.1,
        Loss = 1.25,
        Terms = [new TermMetrics("cross_entropy", 1, 0.1), new TermMetrics("distillation", 0.25, 0.1)],
        TrainAccuracy = 0.45671,
        TrainSeconds = 65,
        StalledSeconds = 0.1,
        PeakTensorBytes = 1,
        Evaluation = new Evaluation
        {
            Split = "test",
            Images = 1000,
            Accuracy = 0.471,
            StepAccuracies = [0.44, 0.4625],
            Loss = 1,
            FiringRates = [new LayerRate("stem", 300, 0.1), new LayerRate("layer1.0.1", 100, 0.2)],
        },
    };
}
