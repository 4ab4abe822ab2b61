using SpikeDistill.Cli.Screen;

namespace SpikeDistill.Cli.Tests.Screen;

public sealed class SparklineTests
{
    [Theory]
    [InlineData(new double[] { }, "")]
    [InlineData(new[] { 0.5 }, "")]
    [InlineData(new[] { 0.5, 0.5 }, "▅▅")]
    [InlineData(new[] { 0, 1.0 }, "▁█")]
    [InlineData(new[] { 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8 }, "▁▂▃▄▅▆▇█")]
    [InlineData(new[] { 0, double.NaN, 1 }, "▁ █")]
    public void Numbers_are_bars_from_the_lowest_to_the_highest(double[] values, string expected) => Assert.Equal(expected, Sparkline.Of(values, 16));

    [Fact]
    public void Of_many_numbers_the_last_is_shown_and_no_more_letters_than_there_is_room_for()
    {
        string line = Sparkline.Of([.. Enumerable.Range(0, 1000).Select(i => (double)i)], 8);

        Assert.Equal("▁▂▃▄▅▆▇█", line);
    }
}
