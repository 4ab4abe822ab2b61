using System.Text.Json;
using SpikeDistill.Data;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Runs;
using SpikeDistill.Tests.Networks;
using SpikeDistill.Tests.Training;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Ranks;

/// <summary>Runs whose batches are cut into shards: any number of ranks comes to the same bits.</summary>
public sealed class ShardedTrainingTests : IDisposable
{
    private readonly TinyRun _run = new();

    public static TheoryData<string> Cases => [.. AllCases.Keys];

    private static Dictionary<string, Func<ExperimentSettings>> AllCases { get; } = new(StringComparer.Ordinal)
    {
        ["TSER with a teacher"] = () => Cut(TinyRun.Student("tser")),
        ["BKDSNN with masks, and blocks that run again"] = () => Cut(TinyRun.Student("bkdsnn"), training => training with { Recompute = true }),
        ["a transformer"] = () => Cut(TinyRun.Student()) with
        {
            Network = new NetworkSettings { Family = new Spikformer { Dimension = 16, Depth = 1, Heads = 2 }, Timesteps = 2 },
        },
        ["membranes that are normalized, and mixed images"] = () => Cut(TinyRun.Student()) with
        {
            Neuron = new Mpbn(),
            Data = TinyRun.Student().Data with { Mixing = new Mixing { Mixup = 0.8, CutMix = 1 } },
        },
        ["parts, clipped gradients, an average of weights and a last batch that is smaller"] = () => Cut(
            TinyRun.Student(),
            training => training with { BatchSize = 24, Accumulate = 3, ClipNorm = 0.5, DropLast = false, EmaDecay = 0.5 }),
    };

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void One_two_and_four_ranks_come_to_the_same_bits(string name)
    {
        ExperimentSettings settings = AllCases[name]();
        RankResult alone = RankedRun.Train(1, settings)[0], uncut = RankedRun.Train(1, Cut(settings, training => training with { Shards = null }))[0];

        Assert.All(alone.Weights.Zip(uncut.Weights), pair => Assert.Equal(pair.Second, pair.First, 2e-4f));
        foreach (int count in (int[])[2, 4])
        {
            IReadOnlyList<RankResult> ranks = RankedRun.Train(count, settings);

            Assert.All(ranks, rank => Assert.Equal(alone.Weights, rank.Weights));
            Assert.All(ranks, rank => Assert.Equal(Measures(alone), Measures(rank)));
        }
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(2, 3)]
    public void Threads_change_no_bit(int ranks, int threads)
    {
        ExperimentSettings settings = Cut(TinyRun.Student("tser"));

        Assert.Equal(RankedRun.Train(ranks, settings, threads: 1)[0].Weights, RankedRun.Train(ranks, settings, threads: threads)[0].Weights);
    }

    [Fact]
    public void A_run_goes_on_with_another_number_of_ranks_to_the_same_bits_and_says_nothing()
    {
        ExperimentSettings settings = Cut(TinyRun.Student("tser", epochs: 2));
        float[] whole = RankedRun.Train(1, settings)[0].Weights;
        using CancellationTokenSource stop = new();
        RecordingObserver stopping = new()
        {
            OnBatch = progress =>
            {
                if (progress is { Epoch: 1, Batch: 2, Phase: "train" }) stop.Cancel();
            },
        };
        Assert.Throws<OperationCanceledException>(
            () => RankedRun.Train(4, settings, Recorder, [stopping, new(), new(), new()], tokens: [stop.Token, default, default, default]));
        RecordingObserver observer = new();

        Assert.Equal(whole, RankedRun.Train(2, settings, Recorder, [observer, new()])[1].Weights);
        Assert.DoesNotContain(observer.Told, warning => warning.Kind == TrainingWarningKind.ComputedElsewhere);

        RunRecorder Recorder() => new(_run.PathOf("run"));
    }

    [Theory]
    [InlineData("cross_entropy", 16)]
    [InlineData("bkdsnn", 8)]
    public void Memory_of_all_shards_is_counted(string method, int width)
    {
        ExperimentSettings settings = Cut(TinyRun.Student(method), training => training with { BatchSize = 32 });
        settings = settings with { Network = settings.Network.Sized(width) };
        MemoryEstimate estimate = MemoryEstimate.Of(
            settings, ExperimentData.Open(settings.Data, directory: null), settings.Objective.NeedsTeacher ? TinyRun.Teacher : null);

        double share = (double)_run.Train("run", settings).ReadMetrics()[0].PeakTensorBytes / estimate.TrainingBytes;
        Assert.True(share is >= 0.65 and <= 1, $"{share:F3}");
    }

    [Theory]
    [InlineData(3, 4, 16, true, "'training.shards' is 4, which 3 ranks cannot share evenly; start 1 or 2 or 4,")]
    [InlineData(4, 2, 16, true, "'training.shards' is 2, which 4 ranks cannot share evenly; start 1 or 2,")]
    [InlineData(1, 32, 16, true, "A step of 16 images ('training.batch_size') has no image for each of 32 shards ('training.shards'); use at most 16,")]
    [InlineData(1, 8, 20, false, "The last batch of an epoch has 4 of the 64 images, fewer than an image for each of 8 shards")]
    [InlineData(1, 3, 16, true, "'training.shards' must be a power of two")]
    public void Shards_that_cannot_be_are_refused(int ranks, int shards, int batch, bool dropLast, string expected)
    {
        ExperimentSettings settings = Cut(TinyRun.Student(), training => training with { Shards = shards, BatchSize = batch, DropLast = dropLast });

        Assert.StartsWith(expected, Assert.ThrowsAny<RunException>(() => RankedRun.Train(ranks, settings)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shards_and_normalization_for_oneself_contradict_each_other()
    {
        ExperimentSettings settings = Cut(TinyRun.Student(), training => training with { SynchronizeNormalization = false });

        Assert.Contains(
            "'training.synchronize_normalization' is false",
            Assert.ThrowsAny<RunException>(() => RankedRun.Train(1, settings)).Message,
            StringComparison.Ordinal);
    }

    private static ExperimentSettings Cut(ExperimentSettings settings, Func<TrainingSettings, TrainingSettings>? change = null) => settings with
    {
        Training = (change ?? (same => same))(settings.Training with { Epochs = 1, LearningRate = 0.01, WarmupEpochs = 0, Shards = 4 }),
    };

    /// <summary>All that was measured but times, memory and what a rank's own cache gave.</summary>
    private static string Measures(RankResult result) => JsonSerializer.Serialize(
        result.Epochs.Select(epoch => epoch with { TrainSeconds = 0, StalledSeconds = 0, PeakTensorBytes = 0, CachedTeacherBatches = null }),
        Json.Line);
}
