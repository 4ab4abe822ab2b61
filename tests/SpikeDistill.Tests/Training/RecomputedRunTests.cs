using SpikeDistill.Networks.Families;
using SpikeDistill.Optimization;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>Whole runs whose blocks are run again in the backward pass: the bits of runs that keep everything, with all that a run can have.</summary>
public sealed class RecomputedRunTests : IDisposable
{
    private readonly TinyRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("tser")]
    [InlineData("bkdsnn")]
    public void Parts_clipping_averages_and_terms_of_features_give_the_bits_of_a_run_that_keeps_everything(string method)
    {
        RunFolder kept = _run.Train("kept", Settings(method)), again = _run.Train("again", Recomputed(Settings(method)));

        Assert.Equal(File.ReadAllBytes(kept.WeightsPath), File.ReadAllBytes(again.WeightsPath));
        Assert.Equal(kept.ReadMetrics()[^1].Terms, again.ReadMetrics()[^1].Terms);
        Assert.Equal(kept.ReadMetrics()[^1].Clipping, again.ReadMetrics()[^1].Clipping);
        Assert.True(again.ReadMetrics()[0].PeakTensorBytes < kept.ReadMetrics()[0].PeakTensorBytes);
    }

    [Fact]
    public void A_run_that_was_stopped_goes_on_to_the_same_bits()
    {
        ExperimentSettings settings = Recomputed(Settings("bkdsnn"));
        RunFolder whole = _run.Train("whole", settings);
        using CancellationTokenSource source = new();
        int batches = 0;
        RecordingObserver observer = new()
        {
            OnBatch = _ =>
            {
                if (++batches == 5) source.Cancel();
            },
        };
        Assert.Throws<OperationCanceledException>(() => _run.Train("stopped", settings, observer, token: source.Token));

        Assert.Equal(File.ReadAllBytes(whole.WeightsPath), File.ReadAllBytes(_run.Train("stopped", settings, threads: 1).WeightsPath));
        Assert.True(RunFolder.Open(_run.PathOf("stopped")).Settings.Training.Recompute);
    }

    private static ExperimentSettings Settings(string method)
    {
        ExperimentSettings settings = TinyRun.Student(method, epochs: 2);
        return settings with
        {
            Network = settings.Network with { Family = new ResNet { Blocks = [2, 2], Width = 4, StemStride = 2 } },
            Training = settings.Training with { Accumulate = 2, ClipNorm = 0.5, EmaDecay = 0.5, Optimizer = new AdamW(), LearningRate = 0.01 },
        };
    }

    private static ExperimentSettings Recomputed(ExperimentSettings settings) => settings with { Training = settings.Training with { Recompute = true } };
}
