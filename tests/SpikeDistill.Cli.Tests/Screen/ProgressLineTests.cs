using Spectre.Console.Rendering;
using SpikeDistill.Cli.Screen;

namespace SpikeDistill.Cli.Tests.Screen;

public sealed class ProgressLineTests
{
    private static readonly ProgressLine Line = new("tser-seed0", 0.42, "4m10s left", "loss 1.234 train 45.6 %", "4252 images/s") { Stage = "epoch 3/20" };

    [Fact]
    public void It_fits_at_every_width_and_leaves_facts_out_whole()
    {
        for (int columns = 0; columns <= 200; columns++)
        {
            string text = Text(Line, columns);

            Assert.True(text.Length <= columns, text);
            if (columns < 20)
            {
                Assert.Matches("^(t?…( [^ ]*( [^ ]*( +42%)?)?)?)?$", text);
                continue;
            }

            Assert.Contains(" 42%", text, StringComparison.Ordinal);
            string rest = Line.Facts.Aggregate(
                text.Replace("━", "", StringComparison.Ordinal), (left, fact) => left.Replace(fact, "", StringComparison.Ordinal));
            Assert.Matches("^ts[^ ]* epoch 3/20 +42% *$", rest);
        }
    }

    [Fact]
    public void Without_room_nothing_is_shown()
    {
        ProgressLine[] lines = [Line, Line with { Done = null }, Line with { Stage = "", Name = "字字字字字字字字" }, new ProgressLine("", Done: 1)];
        for (int columns = -1; columns <= 200; columns++)
        {
            Assert.All(lines, line => Assert.InRange(Segment.CellCount(line.Render(columns)), 0, Math.Max(0, columns)));
        }
    }

    [Theory]
    [InlineData(22, "tser… epoch 3/20   42%")]
    [InlineData(36, "tser-seed0 epoch 3/20  ━━━━━━━   42%")]
    [InlineData(40, "tser-seed0 epoch 3/20   42%  4m10s left")]
    [InlineData(50, "tser-seed0 epoch 3/20  ━━━━━━━━━   42%  4m10s left")]
    [InlineData(160, "tser-seed0 epoch 3/20  ━━━━━━━━━━━━━━━━━━━━━━━━   42%  4m10s left  loss 1.234 train 45.6 %  4252 images/s")]
    public void The_most_important_comes_first(int columns, string expected) => Assert.Equal(expected, Text(Line, columns));

    [Fact]
    public void Work_without_an_end_has_no_bar()
        => Assert.Equal("downloading x  12.5MB", Text(new ProgressLine("downloading x", Done: null, "", "12.5MB"), 80));

    private static string Text(ProgressLine line, int columns) => string.Concat(line.Render(columns).Select((Segment segment) => segment.Text));
}
