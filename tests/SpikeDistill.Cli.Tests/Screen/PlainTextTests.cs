using SpikeDistill.Cli.Screen;

namespace SpikeDistill.Cli.Tests.Screen;

/// <summary>What is shown does not steer the terminal.</summary>
public sealed class PlainTextTests
{
    [Theory]
    [InlineData("a\u001b[2Jb", "a\uFFFD[2Jb")]
    [InlineData("a\u0007\u009bb", "a\uFFFD\uFFFDb")]
    [InlineData("a\u202Eb", "a\uFFFDb")]
    [InlineData("two\nlines\tand é ±", "two\nlines\tand é ±")]
    public void Control_characters_are_replaced_wherever_text_is_shown(string text, string shown)
    {
        TestTerminal terminal = new("/");
        terminal.Terminal.Say(text);
        terminal.Terminal.Complain(text);
        ScreenTable table = new(ScreenColumn.Text("name"), ScreenColumn.Text("value"));
        table.Add("row", text);
        terminal.Terminal.Show(table);

        Assert.Equal(shown, Prose.Plain(text));
        Assert.StartsWith(shown, terminal.Output);
        Assert.StartsWith(shown, terminal.Errors);
        Assert.DoesNotContain('\u001b', terminal.Output);
        Assert.DoesNotContain('\u202E', terminal.Output);
    }
}
