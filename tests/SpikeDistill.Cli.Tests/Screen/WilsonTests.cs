using SpikeDistill.Cli.Screen;

namespace SpikeDistill.Cli.Tests.Screen;

public sealed class WilsonTests
{
    // By hand: z = 1.96; p = 1/2, n = 100: (0.5 + z²/200 ± z·sqrt(0.0025 + z²/40000)) / (1 + z²/100).
    [Theory]
    [InlineData(0.5, 100, 0.40383, 0.59617)]
    [InlineData(0, 10, 0, 0.27753)]
    [InlineData(1, 10, 0.72247, 1)]
    [InlineData(0.9, 10_000, 0.89397, 0.90573)]
    public void Interval_is_wilsons(double accuracy, int images, double low, double high)
    {
        Wilson interval = Wilson.Of(accuracy, images);

        Assert.Equal(low, interval.Low, 5);
        Assert.Equal(high, interval.High, 5);
    }
}
