using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SpikeDistill.Options;

/// <summary>Reads YAML text into nodes that know their place. Takes the plain part of YAML: no anchors, aliases or tags, one document.</summary>
internal static class YamlReader
{
    private const int DeepestNesting = 16;
    private const int MostCharacters = 1 << 20;

    /// <summary>The text of a file, which may be endless: of one that is too long no more is read than shows that.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string TextOf(string path, int most = MostCharacters)
    {
        using StreamReader reader = new(path);
        StringBuilder text = new();
        Span<char> part = stackalloc char[4096];
        for (int read; text.Length <= most && (read = reader.ReadBlock(part)) > 0;)
        {
            text.Append(part[..read]);
        }

        return text.ToString();
    }

    /// <param name="text">The YAML.</param>
    /// <param name="directory">The folder relative paths start from.</param>
    /// <param name="place">Names a line and column in messages.</param>
    /// <param name="most">Characters of the longest text that is read.</param>
    public static RecipeNode Read(string text, string directory, Func<Mark, string> place, int most = MostCharacters)
    {
        Mark start = new(0, 1, 1);
        if (text.Length > most)
        {
            throw new RecipeException($"{place(start)}: more than {most} characters are too many for a recipe; no more are read.");
        }

        Parser parser = new(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                throw new RecipeException($"{place(start)}: nothing is written here.");
            }

            RecipeNode node = ReadNode(parser, 0, new Reading(directory, place));
            parser.Consume<DocumentEnd>();
            return parser.TryConsume<DocumentStart>(out _)
                ? throw new RecipeException($"{place(parser.Current!.Start)}: a second YAML document starts here; a recipe is one document.")
                : node;
        }
        catch (YamlException error)
        {
            throw TabIndentation(text, (int)error.Start.Line) is { } tab
                ? new RecipeException($"{place(tab)}: the line is indented with a tab; YAML is indented with spaces.", error)
                : new RecipeException($"{place(error.Start)}: this is not valid YAML: {Fault(error)}.", error);
        }
        catch (InvalidOperationException error)
        {
            // The parser's own slip over some broken texts; what it read last is where to look.
            throw new RecipeException($"{place(parser.Current?.End ?? start)}: what follows here is not valid YAML.", error);
        }
    }

    private static RecipeNode ReadNode(Parser parser, int depth, Reading reading)
    {
        Origin origin = reading.At(parser.Current!);
        if (parser.Current is AnchorAlias || parser.Current is NodeEvent { Anchor.IsEmpty: false })
        {
            throw new RecipeException(
                $"{origin.Place}: anchors (&) and aliases (*) are not read in a recipe; write the value out, in quotes if it starts with one of these.");
        }

        if (parser.Current is NodeEvent { Tag.IsEmpty: false } tagged && !tagged.Tag.IsNonSpecific)
        {
            throw new RecipeException($"{origin.Place}: the tag '{tagged.Tag}' is not read in a recipe; write the plain value.");
        }

        if (depth > DeepestNesting)
        {
            throw new RecipeException($"{origin.Place}: nested deeper than {DeepestNesting} levels; no recipe is.");
        }

        return parser.Current switch
        {
            SequenceStart => ReadList(parser, depth, origin, reading),
            MappingStart => ReadMap(parser, depth, origin, reading),
            _ => ReadScalar(parser, origin),
        };
    }

    private static ScalarNode ReadScalar(Parser parser, Origin origin)
    {
        Scalar scalar = parser.Consume<Scalar>();
        return new ScalarNode(origin, scalar.Value, quoted: scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any));
    }

    private static ListNode ReadList(Parser parser, int depth, Origin origin, Reading reading)
    {
        List<RecipeNode> items = [];
        parser.Consume<SequenceStart>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(parser, depth + 1, reading));
        }

        return new ListNode(origin, items);
    }

    private static MapNode ReadMap(Parser parser, int depth, Origin origin, Reading reading)
    {
        MapNode map = new(origin, []);
        Dictionary<string, ScalarNode> given = new(StringComparer.Ordinal);
        parser.Consume<MappingStart>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            RecipeNode key = ReadNode(parser, depth + 1, reading);
            if (key is not ScalarNode name)
            {
                throw key.Error("a key must be a plain word.");
            }

            if (!given.TryAdd(name.Text, name))
            {
                throw name.Error($"the key '{name.Text}' is given twice, first at {given[name.Text].Origin.Place}; remove one.");
            }

            map.Entries.Add(new MapEntry(name, ReadNode(parser, depth + 1, reading)));
        }

        return map;
    }

    /// <summary>What the parser stumbled over, in words that need no knowledge of how it works.</summary>
    private static string Fault(YamlException error)
    {
        bool Says(string words) => error.Message.Contains(words, StringComparison.OrdinalIgnoreCase);
        return Says("quoted scalar") ? "a text in quotes is not closed, or holds an escape that there is not"
            : Says("flow sequence") ? "a list in [ ] is not closed, or lacks a comma"
            : Says("flow mapping") ? "what stands in { } is not closed, or lacks a comma"
            : Says("mapping values") ? "a ':' stands where no value can begin; put a text that holds one in quotes"
            : "look here and in the lines before for a missing quote, bracket or colon, or for a line that is indented otherwise than the others";
    }

    /// <summary>The first tab that indents a line from the given one on; the parser stumbles over it without naming it.</summary>
    private static Mark? TabIndentation(string text, int fromLine)
    {
        string[] lines = text.Split('\n');
        for (int i = Math.Max(0, fromLine - 1); i < lines.Length; i++)
        {
            int column = lines[i].AsSpan().IndexOfAnyExcept(' ');
            if (column >= 0 && lines[i][column] == '\t')
            {
                return new Mark(0, i + 1, column + 1);
            }
        }

        return null;
    }

    private sealed record Reading(string Directory, Func<Mark, string> Place)
    {
        public Origin At(ParsingEvent parsed) => new(Place(parsed.Start), Directory);
    }
}
