using SpikeDistill.Cli.Screen;

namespace SpikeDistill.Cli.Tests.Screen;

public sealed class ScreenTableTests
{
    private static readonly string[] Numbers = ["59.70 ± 0.31", "[+10.12, -10.34]", "123,456,789", "+1.20", "54.15 56.70 58.20"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_number_that_is_shown_is_whole_at_every_width(bool inBlocks)
    {
        for (int width = 60; width <= 200; width++)
        {
            string[] lines = Show(width, Table(inBlocks), out int columnsShown);

            Assert.All(lines, line => Assert.True(line.Length <= width, $"{width}: {line}"));
            string[] shown = [.. Numbers.Where(number => lines.Any(line => line.Contains(" " + number, StringComparison.Ordinal)))];
            Assert.Equal(inBlocks ? Numbers.Length : columnsShown, shown.Length);
            Assert.All(
                string.Join(' ', lines).Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => char.IsAsciiDigit(word[^1])),
                word => Assert.Contains(word, string.Join(' ', Numbers).Split(' ').Append($"{width}")));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_terminal_that_is_narrower_than_any_number_fails_nothing(bool inBlocks)
    {
        for (int width = 1; width < 60; width++)
        {
            Assert.NotEmpty(Show(width, Table(inBlocks), out _));
        }
    }

    [Fact]
    public void The_least_important_columns_go_first_and_are_named()
    {
        string[] lines = Show(60, Table(inBlocks: false), out _);

        Assert.Contains("mean", lines[1], StringComparison.Ordinal);
        Assert.Contains("interval", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("parameters", lines[1], StringComparison.Ordinal);
        Assert.Equal("Not shown in 60 columns: parameters, steps.", lines[^1]);
    }

    [Fact]
    public void Nothing_is_left_out_of_what_is_piped()
    {
        string[] lines = Show(4000, Table(inBlocks: false), out int columnsShown);

        Assert.Equal(Numbers.Length, columnsShown);
        Assert.DoesNotContain(lines, line => line.Contains("Not shown", StringComparison.Ordinal));
    }

    [Fact]
    public void Prose_takes_the_room_that_is_left_and_is_broken_between_words()
    {
        ScreenTable table = new(ScreenColumn.Text("recipe"), ScreenColumn.Prose("what it is"));
        table.Add("small", "a student of a small teacher that is trained in two minutes on the processor of a laptop");

        string[] lines = Show(60, table, out _);

        Assert.All(lines, line => Assert.True(line.Length <= 60, line));
        Assert.Contains(
            "a student of a small teacher that is trained in two minutes on the processor of a laptop",
            string.Join(' ', string.Join(' ', lines[3..]).Split(' ', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
    }

    private static ScreenTable Table(bool inBlocks)
    {
        ScreenTable table = new(
            ScreenColumn.Text("variant"), new ScreenColumn("mean", 5), new ScreenColumn("interval", 4), new ScreenColumn("parameters", 1),
            new ScreenColumn("difference", 3), new ScreenColumn("steps", 2))
        { InBlocks = inBlocks, NarrowestName = 12 };
        table.Add(["a-variant-with-a-name-that-is-as-long-as-such-names-may-be", .. Numbers]);
        table.AddGap();
        table.Add(["ce", .. Numbers]);
        return table;
    }

    private static string[] Show(int width, ScreenTable table, out int columnsShown)
    {
        TestTerminal terminal = new("/");
        terminal.Terminal.Console.Profile.Width = width;

        terminal.Terminal.Show(table);

        string[] lines = [.. terminal.Output.Split(Environment.NewLine).Select(line => line.TrimEnd()).Where(line => line.Length > 0)];
        columnsShown = Numbers.Length - (table.LeftOut(width)?.Split(", ").Length ?? 0);
        return ["", .. lines];
    }
}
