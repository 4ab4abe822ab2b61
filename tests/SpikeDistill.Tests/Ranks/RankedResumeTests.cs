using SpikeDistill.Ranks;
using SpikeDistill.Runs;
using SpikeDistill.Tests.Training;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Ranks;

/// <summary>Runs of several ranks that are stopped, go on, share a cache, or do not fit together.</summary>
public sealed class RankedResumeTests : IDisposable
{
    private readonly TinyRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_rank_that_is_stopped_stops_all_after_one_batch_and_they_go_on_to_the_same_bits()
    {
        ExperimentSettings settings = TinyRun.Student("tser");
        float[] whole = RankedRun.Train(2, settings)[0].Weights;
        Stop(2, settings, rank: 1);

        TrainingState state = Checkpoint.StateOf(Folder().CheckpointPath);
        Assert.Equal((1, 2), (state.Epoch, state.Batch));
        IReadOnlyList<RankResult> after = RankedRun.Train(2, settings, Recorder);
        Assert.Equal(whole, after[0].Weights);
        Assert.Equal(whole, after[1].Weights);
        Assert.Equal(3, Folder().ReadMetrics().Count);
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    public void A_run_goes_on_with_another_number_of_ranks_and_says_that_bits_may_differ(int before, int after)
    {
        ExperimentSettings settings = TinyRun.Student();
        Stop(before, settings, rank: 0);
        RecordingObserver[] observers = [.. Enumerable.Range(0, after).Select(_ => new RecordingObserver())];

        Assert.Equal(3, RankedRun.Train(after, settings, Recorder, observers)[^1].Epochs.Count);
        TrainingWarning told = Assert.Single(observers[0].Told, warning => warning.Kind == TrainingWarningKind.ComputedElsewhere);
        Assert.Contains(before > 1 ? $"on {before} ranks" : "vectors and goes on", told.Message, StringComparison.Ordinal);
        Assert.Equal(after > 1, told.Message.Contains($"on {after} ranks", StringComparison.Ordinal));
    }

    [Fact]
    public void Whoever_watches_the_run_stops_all_ranks()
    {
        RecordingObserver asking = new()
        {
            OnBatch = progress =>
            {
                if (progress.Batch != 2) return;

                // A run looks for such a wish four times a second.
                RunFolder.RequestStop(_run.PathOf("run"));
                Thread.Sleep(300);
            },
        };

        Assert.Throws<RunStoppedException>(() => RankedRun.Train(2, TinyRun.Student(), Recorder, [asking, new RecordingObserver()]));
        Assert.Equal(2, asking.Batches);
    }

    [Fact]
    public void Logits_of_the_teacher_that_ranks_have_kept_are_found_by_the_next_run()
    {
        TeacherLogitsCache cache = new(_run.PathOf("cache"), limit: 1 << 20);
        ExperimentSettings settings = TinyRun.Student("tser", epochs: 2);
        RankResult first = RankedRun.Train(2, settings, cache: cache)[0], second = RankedRun.Train(2, settings, cache: cache)[0];

        Assert.Equal(first.Weights, second.Weights);
        Assert.All(first.Epochs, epoch => Assert.Equal(0, epoch.CachedTeacherBatches));
        Assert.All(second.Epochs, epoch => Assert.Equal(4, epoch.CachedTeacherBatches));
    }

    [Fact]
    public void Ranks_of_other_settings_are_refused_before_anything_starts()
    {
        RanksException failure = Assert.Throws<RanksException>(() => LocalRanks.Run(2, ranks =>
        {
            ExperimentSettings settings = TinyRun.Student() with { Seed = ranks.Rank };
            return RankedRun.Of(ranks, settings, Recorder);
        }));

        Assert.StartsWith("The ranks have different settings of the run: rank 0 '", failure.Message, StringComparison.Ordinal);
        Assert.Contains("\"seed\":1", failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_run.PathOf("run")));
    }

    private RunFolder Folder() => RunFolder.Open(_run.PathOf("run"));

    private RunRecorder Recorder() => new(_run.PathOf("run"));

    private void Stop(int ranks, ExperimentSettings settings, int rank)
    {
        using CancellationTokenSource stop = new();
        RecordingObserver[] observers =
        [
            .. Enumerable.Range(0, ranks).Select(one => new RecordingObserver
            {
                OnBatch = progress =>
                {
                    if (one == rank && progress is { Epoch: 2, Batch: 2, Phase: "train" }) stop.Cancel();
                },
            }),
        ];
        CancellationToken[] tokens = [.. Enumerable.Range(0, ranks).Select(one => one == rank ? stop.Token : default)];
        Assert.Throws<OperationCanceledException>(() => RankedRun.Train(ranks, settings, Recorder, observers, tokens: tokens));
    }
}
