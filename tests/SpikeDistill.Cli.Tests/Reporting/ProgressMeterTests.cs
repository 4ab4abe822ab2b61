using SpikeDistill.Cli.Reporting;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Tests.Reporting;

public sealed class ProgressMeterTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Nothing_is_told_before_the_second_batch()
    {
        ProgressMeter meter = new(_clock, epochs: 2, evaluateEvery: 1);

        Add(meter, "train", epoch: 1, batch: 1, batches: 10, seconds: 3);

        Assert.Null(meter.Left);
        Assert.Equal(0, meter.ImagesPerSecond);
    }

    [Fact]
    public void Rate_and_time_left_follow_from_steady_batches()
    {
        ProgressMeter meter = new(_clock, epochs: 3, evaluateEvery: 2);
        for (int batch = 1; batch <= 10; batch++)
        {
            Add(meter, "train", 1, batch, 10, batch == 1 ? 7 : 0.5);
        }

        Assert.Equal(200, meter.ImagesPerSecond, 6);
        Assert.Equal(1.0 / 3, meter.Done, 6);
        Assert.Equal(20 * 0.5, meter.Left!.Value.TotalSeconds, 6);

        for (int batch = 1; batch <= 10; batch++)
        {
            Add(meter, "train", 2, batch, 10, 0.5);
        }

        for (int batch = 1; batch <= 4; batch++)
        {
            Add(meter, "evaluate", 2, batch, 5, 0.25);
        }

        // One evaluation batch, then the last epoch with its evaluation.
        Assert.Equal(0.25 + (10 * 0.5) + (5 * 0.25), meter.Left!.Value.TotalSeconds, 6);
        Assert.Equal(2.0 / 3, meter.Done, 6);
    }

    private void Add(ProgressMeter meter, string phase, int epoch, int batch, int batches, double seconds)
    {
        _clock.Advance(seconds);
        meter.Add(new BatchProgress(epoch, 3, phase, batch, batches, BatchSize: 100, Loss: 1, Accuracy: 0.5));
    }
}
