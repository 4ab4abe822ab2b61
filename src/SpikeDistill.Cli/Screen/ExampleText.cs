using System.Text.RegularExpressions;
using Spectre.Console;

namespace SpikeDistill.Cli.Screen;

/// <summary>
/// A command with a remark behind it. In a narrow terminal the remark stands above, and the command goes on in lines that a shell
/// joins again.
/// </summary>
internal static partial class ExampleText
{
    private const string Indent = "  ", Continued = "    ", Joined = " \\";

    /// <summary>The lines of an example, such as <c>spikedistill demo   # four minutes</c>.</summary>
    public static IEnumerable<string> Lines(string example, int columns)
    {
        if (Indent.Length + example.GetCellWidth() <= columns)
        {
            return [Indent + example];
        }

        Match parts = Remark().Match(example);
        return [
            .. parts.Groups["remark"].Success ? Prose.Wrap($"{Indent}# {parts.Groups["remark"].Value}", columns) : [],
            .. Command(parts.Groups["command"].Value, columns)];
    }

    private static IEnumerable<string> Command(string command, int columns)
    {
        string line = "";
        foreach (Match word in Word().Matches(command))
        {
            string longer = line.Length == 0 ? Indent + word.Value : $"{line} {word.Value}";
            if (line.Length > 0 && longer.GetCellWidth() + Joined.Length > columns)
            {
                yield return line + Joined;
                longer = Continued + word.Value;
            }

            line = longer;
        }

        yield return line;
    }

    [GeneratedRegex("^(?<command>.*?)(\\s+# (?<remark>.*))?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Remark();

    /// <summary>What stays in one line: a word, or an option with its value.</summary>
    [GeneratedRegex("(-\\S+ (?!-))?('[^']*'|\"[^\"]*\"|\\S)+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
