using SpikeDistill.Options;

namespace SpikeDistill.Cli.Tests.Screen;

/// <summary>Times and sizes are written one way, and what is shown can be given.</summary>
public sealed class TimeAndSizeTests
{
    [Theory]
    [InlineData(0.7, "0.7s")]
    [InlineData(42, "42s")]
    [InlineData(250, "4m10s")]
    [InlineData(240, "4m")]
    [InlineData(11_100, "3h05m")]
    [InlineData(7200, "2h")]
    public void Times_are_read_as_they_are_shown(double seconds, string text)
    {
        Assert.Equal(text, TimeText.Of(seconds));
        Assert.Equal(TimeSpan.FromSeconds(seconds), TimeText.Read(text));
    }

    [Theory]
    [InlineData("demo --help", "--budget <time>", "such as 60s or 4m", "(default: 3m45s)")]
    [InlineData(
        "train --help",
        "--save-every <time>", "such as 30s or 5m", "(default: 1m)",
        "--cache-limit <size>", "such as 500MB or 20GB", "(default: 4GB)")]
    [InlineData("compare --help", "--jobs <count>", "(default: 1)")]
    public void Help_shows_the_same_form_once(string command, params string[] told)
    {
        TestTerminal terminal = new("/");

        Assert.Equal(0, CommandLine.Run(command.Split(' '), terminal.Terminal));

        Assert.All(told, part => Assert.Contains(part, terminal.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("[default: ", terminal.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("30", 30)]
    [InlineData("0", 0)]
    [InlineData("1.5m", 90)]
    [InlineData("1h30m", 5400)]
    public void Other_times_that_are_read(string text, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), TimeText.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("5 s")]
    [InlineData("1d")]
    [InlineData("10s4m")]
    [InlineData("9999999h")]
    public void What_is_no_time(string text) => Assert.Null(TimeText.Read(text));

    [Theory]
    [InlineData(840_000, "840kB")]
    [InlineData(12_500_000, "12.5MB")]
    [InlineData(4_000_000_000, "4GB")]
    public void Sizes_are_read_as_they_are_shown(long bytes, string text)
    {
        Assert.Equal(text, SizeText.Of(bytes));
        Assert.Equal(bytes, SizeText.Read(text));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("4GB", 4_000_000_000)]
    [InlineData("1GiB", 1L << 30)]
    [InlineData("500mb", 500_000_000)]
    public void Other_sizes_that_are_read(string text, long bytes) => Assert.Equal(bytes, SizeText.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("4")]
    [InlineData("GB")]
    [InlineData("4XB")]
    [InlineData("-4GB")]
    public void What_is_no_size(string text) => Assert.Null(SizeText.Read(text));
}
