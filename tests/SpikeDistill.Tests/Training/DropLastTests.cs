using SpikeDistill.Distillation;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>A smaller last batch, where it is not left out.</summary>
public sealed class DropLastTests : IDisposable
{
    /// <summary>64 images are two batches of 24 and one of 16.</summary>
    private const int BatchSize = 24;

    private readonly TinyRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData(true, 390)]
    [InlineData(false, 391)]
    public void An_epoch_of_CIFAR_has_as_many_steps_as_in_public_code(bool dropLast, int steps)
    {
        TrainingSettings settings = new() { BatchSize = 128, DropLast = dropLast };
        Assert.Equal(steps, settings.StepsPerEpoch(50_000));
        Assert.Equal(steps * 10, settings.Rates(settings.StepsPerEpoch(50_000)).Parts[0].Span.Steps);
    }

    [Fact]
    public void The_smaller_batch_is_trained_on()
    {
        List<BatchProgress> batches = [];
        _run.Train("run", Settings(epochs: 1), new RecordingObserver { OnBatch = batches.Add });

        Assert.Equal([(1, 3), (2, 3), (3, 3)], batches.Where(progress => progress.Phase == "train").Select(progress => (progress.Batch, progress.Batches)));
    }

    [Fact]
    public void A_batch_counts_for_its_images_in_the_means_of_an_epoch()
    {
        using Engine engine = new(1);
        using Tape tape = new(engine, recording: false);
        EpochTotals totals = new(["term"], timesteps: 1);
        totals.Right.Add(tape.From([1, 0, 1, 0], new Shape(1, 2, 2)), [0, 0]);
        totals.Add(Loss(1), weight: 1);
        totals.Right.Add(tape.From([0, 1], new Shape(1, 1, 2)), [0]);
        totals.Add(Loss(4), weight: 0.5);
        EpochTotals again = new(["term"], timesteps: 1, totals.State);

        Assert.All([totals, again], one => Assert.Equal((2, 2 / 3.0, 2, 2), (one.Loss, one.Accuracy, one.Terms[0].Value, one.Terms[0].GradientNorm)));

        static TermValue[] Loss(double value) => [new TermValue("term", value, value, 0)];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_run_stopped_before_or_after_the_smaller_batch_goes_on_to_the_same_bits(int batch)
    {
        ExperimentSettings settings = Settings(epochs: 2);
        RunFolder whole = _run.Train("whole", settings);
        using CancellationTokenSource source = new();
        RecordingObserver observer = new()
        {
            OnBatch = progress =>
            {
                if (progress is { Phase: "train", Epoch: 1 } && progress.Batch == batch)
                {
                    source.Cancel();
                }
            },
        };
        Assert.Throws<OperationCanceledException>(() => _run.Train("cut", settings, observer, token: source.Token));

        RunFolder resumed = _run.Train("cut", settings);

        Assert.Equal(File.ReadAllBytes(whole.WeightsPath), File.ReadAllBytes(resumed.WeightsPath));
        Assert.Equal(whole.ReadMetrics().Select(epoch => epoch.Loss), resumed.ReadMetrics().Select(epoch => epoch.Loss));
    }

    [Fact]
    public void Cached_logits_change_no_bit()
    {
        ExperimentSettings settings = Settings(epochs: 2, method: "tser");
        settings = settings with { Data = settings.Data with { Augmentation = [] } };
        TeacherLogitsCache cache = new(_run.PathOf("cache"), limit: 1 << 20);
        RunFolder plain = _run.Train("plain", settings);
        RunFolder first = _run.Train("first", settings, cache: cache);
        RunFolder second = _run.Train("second", settings, cache: cache);

        Assert.Equal(File.ReadAllBytes(plain.WeightsPath), File.ReadAllBytes(first.WeightsPath));
        Assert.Equal(File.ReadAllBytes(plain.WeightsPath), File.ReadAllBytes(second.WeightsPath));
        Assert.InRange(second.ReadMetrics()[0].CachedTeacherBatches!.Value, 1, 2);
    }

    [Fact]
    public void A_batch_larger_than_the_set_takes_all_of_it_only_where_it_may_be_smaller()
    {
        using Engine engine = new(1);
        ExperimentData data = ExperimentData.Open(TinyRun.Student().Data, directory: null);

        Assert.Equal(1, data.TrainingBatches(engine, 100, seed: 0, dropLast: false).BatchesPerEpoch);
        Assert.Contains(
            "64 images to give", Assert.ThrowsAny<RunException>(() => data.TrainingBatches(engine, 100, seed: 0)).Message, StringComparison.Ordinal);
    }

    private static ExperimentSettings Settings(int epochs, string method = "cross_entropy")
    {
        ExperimentSettings settings = TinyRun.Student(method, epochs: epochs);
        return settings with
        {
            Training = settings.Training with { BatchSize = BatchSize, DropLast = false, WarmupEpochs = 0 },
        };
    }
}
