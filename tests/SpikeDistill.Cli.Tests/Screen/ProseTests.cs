using SpikeDistill.Cli.Screen;

namespace SpikeDistill.Cli.Tests.Screen;

public sealed class ProseTests
{
    private const string Text = "test: 10.20 % [8.9, 11.6] of 2,000 images (mean logits, 95 % interval), 59.04 ± 0.31 points, 12.20 M accumulates, 0.0030 mJ";

    [Fact]
    public void No_line_is_wider_than_the_terminal_and_no_word_or_number_is_broken()
    {
        for (int columns = 24; columns <= 200; columns++)
        {
            string[] lines = [.. Prose.Wrap(Text, columns)];

            Assert.All(lines, line => Assert.True(line.Length <= columns, line));
            Assert.Equal(Text, string.Join(' ', lines.Select(line => line.Trim())));
            Assert.All(
                (string[])["10.20 %", "[8.9, 11.6]", "2,000 images", "95 %", "59.04 ± 0.31 points", "12.20 M", "0.0030 mJ"],
                number => Assert.Contains(lines, line => line.Contains(number, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void What_goes_on_in_a_second_line_stands_further_in()
        => Assert.Equal(["  one two", "    three"], Prose.Wrap("  one two three", 10));

    [Fact]
    public void A_path_that_is_longer_than_a_line_stays_whole()
        => Assert.Equal(["in", "  /a/very/long/path", "  of mine"], Prose.Wrap("in /a/very/long/path of mine", 12));

    [Fact]
    public void Spaces_between_columns_and_lines_of_a_text_are_kept()
        => Assert.Equal(["a  b   c", "", "d"], Prose.Wrap("a  b   c\n\nd", 20));

    [Fact]
    public void A_terminal_of_hardly_any_columns_shows_all_words()
    {
        for (int columns = 0; columns < 24; columns++)
        {
            Assert.Equal(Text, string.Join(' ', Prose.Wrap(Text, columns).Select(line => line.Trim())));
            Assert.Equal("lambda-0.01", string.Concat(Prose.WrapName("lambda-0.01", columns)));
        }
    }

    [Theory]
    [InlineData("teacher-of-many-things_lambda-0.01", 20, new[] { "teacher-of-many-", "things_lambda-0.01" })]
    [InlineData("lambda-0.01_temperature-5", 14, new[] { "lambda-0.01_", "temperature-5" })]
    [InlineData("abcdefghij", 4, new[] { "abcd", "efgh", "ij" })]
    public void Names_are_broken_behind_their_words(string name, int columns, string[] lines) => Assert.Equal(lines, Prose.WrapName(name, columns));
}
