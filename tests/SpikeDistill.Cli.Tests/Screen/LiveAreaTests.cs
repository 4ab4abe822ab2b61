using System.Text;
using Spectre.Console;
using SpikeDistill.Cli.Screen;

namespace SpikeDistill.Cli.Tests.Screen;

/// <summary>Whatever becomes of what is drawn, the work under it goes on.</summary>
public sealed class LiveAreaTests
{
    private const string HideCursor = "\u001b[?25l", ShowCursor = "\u001b[?25h";

    private readonly StringWriter _output = new();

    [Fact]
    public void A_terminal_of_any_width_shows_what_is_said_and_has_its_cursor_again()
    {
        for (int columns = 1; columns <= 30; columns++)
        {
            _output.GetStringBuilder().Clear();
            Work(Console(_output, columns), new ProgressLine("tser-seed0", 0.1, "4m10s left") { Stage = "epoch 12/300" });

            Assert.Contains("said", _output.ToString(), StringComparison.Ordinal);
            Assert.EndsWith(ShowCursor, _output.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_line_that_cannot_be_drawn_is_none()
    {
        IAnsiConsole console = Console(_output, columns: 80);

        Work(console, new ProgressLine("broken", Done: null, [null!]));
        console.Write(new ProseLines(["after"]));

        Assert.Contains("said", _output.ToString(), StringComparison.Ordinal);
        string after = _output.ToString().Split(ShowCursor)[^1];
        Assert.Equal("after", after.Trim());
        Assert.DoesNotContain(HideCursor, after, StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_that_is_gone_does_not_end_the_work()
        => Assert.Equal(7, LiveArea.Run(Console(new Gone(), columns: 80), area =>
        {
            area.Add(new ProgressLine("a", Done: 0));
            return 7;
        }));

    private static void Work(IAnsiConsole console, ProgressLine line) => Assert.Equal(7, LiveArea.Run(console, area =>
    {
        area.Add(line);
        console.Write(new ProseLines(["said"]));
        return 7;
    }));

    private static IAnsiConsole Console(TextWriter writer, int columns)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = columns;
        return console;
    }

    private sealed class Gone : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new IOException("The terminal is gone.");
    }
}
