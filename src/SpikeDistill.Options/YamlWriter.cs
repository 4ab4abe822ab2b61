using System.Text;

namespace SpikeDistill.Options;

/// <summary>Writes nodes as YAML that <see cref="YamlReader"/> reads back: sections indented, lists of scalars on one line.</summary>
internal static class YamlWriter
{
    public static string Write(MapNode map)
    {
        StringBuilder text = new();
        WriteMap(text, map, indent: 0);
        return text.ToString();
    }

    private static void WriteMap(StringBuilder text, MapNode map, int indent)
    {
        foreach (MapEntry entry in map.Entries)
        {
            text.Append(' ', indent).Append(entry.Key.Text).Append(':');
            WriteValue(text, entry.Value, indent + 2);
        }
    }

    private static void WriteValue(StringBuilder text, RecipeNode node, int indent)
    {
        switch (node)
        {
            case ScalarNode scalar:
                text.Append(' ').Append(Scalar(scalar.Text)).Append('\n');
                break;
            case MapNode { OneLine: true } map:
                text.Append(' ');
                WriteLine(text, map);
                break;
            case MapNode map:
                text.Append('\n');
                WriteMap(text, map, indent);
                break;
            case ListNode list when list.Items.All(item => item is ScalarNode):
                text.Append(" [").AppendJoin(", ", list.Items.Select(item => Scalar(((ScalarNode)item).Text))).Append("]\n");
                break;
            case ListNode list:
                text.Append('\n');
                foreach (RecipeNode item in list.Items)
                {
                    if (item is MapNode { OneLine: true } line)
                    {
                        text.Append(' ', indent).Append("- ");
                        WriteLine(text, line);
                        continue;
                    }

                    int start = text.Length;
                    WriteMap(text, (MapNode)item, indent + 2);
                    text[start + indent] = '-';
                }

                break;
        }
    }

    /// <summary>A map of scalars and lists of scalars, in braces.</summary>
    private static void WriteLine(StringBuilder text, MapNode map)
        => text.Append('{').AppendJoin(", ", map.Entries.Select(entry => $"{entry.Key.Text}: {Inline(entry.Value)}")).Append("}\n");

    private static string Inline(RecipeNode node)
        => node is ListNode list ? $"[{string.Join(", ", list.Items.Select(Inline))}]" : Scalar(((ScalarNode)node).Text);

    private static string Scalar(string text)
    {
        bool plain = text.Length > 0 && text is not ("~" or "null")
            && (char.IsAsciiLetterOrDigit(text[0]) || text[0] == '/' || (text[0] == '-' && text.Length > 1 && char.IsAsciiDigit(text[1])))
            && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '+' or '_' or '/');
        return plain ? text : Quoted(text);
    }

    private static string Quoted(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char letter in text)
        {
            _ = letter switch
            {
                '"' or '\\' => quoted.Append('\\').Append(letter),
                < ' ' or > '~' => quoted.Append("\\u").Append(((int)letter).ToString("x4")),
                _ => quoted.Append(letter),
            };
        }

        return quoted.Append('"').ToString();
    }
}
