using Spectre.Console;

namespace SpikeDistill.Cli.Screen;

/// <summary>
/// Breaks lines between words. A number keeps its unit, an interval its two ends; a word that is longer than a line stays whole, as
/// paths are to be copied.
/// </summary>
internal static class Prose
{
    /// <summary>How much further in the second line of a text begins, columns.</summary>
    public const int Indent = 2;

    private static readonly string[] Units = ["%", "M", "mJ", "pJ", "points", "images/s", "images"];

    /// <summary>
    /// A text without what would steer a terminal instead of being shown in it: names in files and of folders may hold anything.
    /// </summary>
    public static string Plain(string text)
        => text.Any(Steers) ? string.Concat(text.ReplaceLineEndings("\n").Select(letter => Steers(letter) ? '\uFFFD' : letter)) : text;

    /// <summary>The lines of a text.</summary>
    /// <param name="text">The text; spaces in front of a line also stand in front of its continuations.</param>
    /// <param name="columns">Columns of a line.</param>
    /// <param name="indent">How much further in the continuations begin.</param>
    public static IEnumerable<string> Wrap(string text, int columns, int indent = Indent)
        => text.ReplaceLineEndings("\n").Split('\n').SelectMany(line => WrapLine(line, columns, indent));

    /// <summary>
    /// Breaks a name that is longer than a line: behind what parts its words where there is such a place, and never within a number
    /// where that can be kept.
    /// </summary>
    public static IEnumerable<string> WrapName(string name, int columns)
    {
        columns = Math.Max(1, columns);
        while (name.GetCellWidth() > columns)
        {
            int end = Math.Min(columns, name.Length);
            int cut = Enumerable.Range(1, end - 1).LastOrDefault(at => IsBehindWord(name, at), end);
            yield return name[..cut];
            name = name[cut..].TrimStart(' ');
        }

        yield return name;
    }

    /// <summary>Control characters but the end of a line and the tabulator, and those that turn the direction of writing.</summary>
    private static bool Steers(char letter)
        => (char.IsControl(letter) && letter is not ('\n' or '\t')) || letter is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static IEnumerable<string> WrapLine(string line, int columns, int indent)
    {
        string lead = line[..^line.TrimStart(' ').Length];
        string continued = new(' ', Math.Min(lead.Length + indent, columns / 2));
        string current = lead;
        bool empty = true;
        foreach ((string gap, string word) in Words(line[lead.Length..]))
        {
            if (!empty && (current + gap + word).GetCellWidth() > columns)
            {
                yield return current;
                current = continued + word;
            }
            else
            {
                current += empty ? word : gap + word;
            }

            empty = false;
        }

        yield return current;
    }

    /// <summary>What may not be broken, each piece with the spaces before it.</summary>
    private static IEnumerable<(string Gap, string Word)> Words(string line)
    {
        string gap = "", before = "", piece = "", last = "";
        foreach (string word in line.Split(' '))
        {
            if (word.Length == 0)
            {
                gap += " ";
            }
            else if (piece.Length > 0 && gap.Length == 1 && BelongTogether(last, word))
            {
                piece += gap + word;
                (gap, last) = (" ", word);
            }
            else
            {
                if (piece.Length > 0)
                {
                    yield return (before, piece);
                }

                (before, piece, last, gap) = (gap, word, word, " ");
            }
        }

        yield return (before, piece);
    }

    private static bool BelongTogether(string one, string next)
        => (char.IsAsciiDigit(one[^1]) && (Units.Contains(next.TrimEnd([.. ".,;:)]"]), StringComparer.Ordinal) || next == "±"))
            || one == "±"
            || (one[0] == '[' && one[^1] == ',' && next.Contains(']', StringComparison.Ordinal));

    private static bool IsBehindWord(string name, int at)
        => name[at - 1] is '_' or '/' or ' ' || (name[at - 1] == '-' && !char.IsAsciiDigit(name[at]));
}
