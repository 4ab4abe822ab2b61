using SpikeDistill.Cli.Demo;

namespace SpikeDistill.Cli.Tests.Demo;

public sealed class DemoAmountsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(114)]
    [InlineData(119)]
    [InlineData(1000)]
    public void Chosen_training_fits_into_the_time(double seconds)
    {
        const double TrainSeconds = 1.0 / 2000;

        DemoAmounts amounts = DemoAmounts.Choose(seconds, TrainSeconds, trainImages: 50_000, testImages: 10_000, batchSize: 64);

        double cost = TrainSeconds * (((double)amounts.Epochs * amounts.TrainImages) + (amounts.TestImages / 2.0));
        Assert.InRange(cost, 0, seconds);
        Assert.True(cost > 0.85 * seconds || amounts.Epochs == 40 || seconds <= 5, $"Only {cost} of {seconds} s are used.");
        Assert.InRange(amounts.TrainImages, 128, 50_000);
        Assert.InRange(amounts.TestImages, 200, 10_000);
    }

    [Fact]
    public void More_time_never_means_less_training()
    {
        long before = 0;
        for (double seconds = 0.5; seconds < 500; seconds *= 1.3)
        {
            DemoAmounts amounts = DemoAmounts.Choose(seconds, 1.0 / 3000, 10_000, 2_000, 64);
            long now = (long)amounts.Epochs * amounts.TrainImages;
            Assert.True(now >= before * 0.75, $"{seconds} s: {now} after {before}");
            before = Math.Max(before, now);
        }
    }

    [Fact]
    public void A_hopelessly_slow_machine_still_trains_two_steps()
        => Assert.Equal(new DemoAmounts(1, 128, 200), DemoAmounts.Choose(1, 10, 50_000, 10_000, 64));
}
