namespace SpikeDistill.Options;

/// <summary>A kind of value: how it is read from a recipe, with its checks, and how it is written back.</summary>
internal abstract class Kind<T>
{
    /// <param name="node">What stands in the recipe.</param>
    /// <param name="path">The value's dotted name, for messages.</param>
    public abstract T Read(RecipeNode node, string path);

    /// <summary>The node that reads back as this value, or null where leaving the key out says the same.</summary>
    public abstract RecipeNode? Write(T value);
}

/// <summary>A kind that is one scalar.</summary>
/// <param name="expected">What is possible, completing "must be ...".</param>
/// <param name="parse">The value, or false where the text is none.</param>
/// <param name="format">The text of a value.</param>
internal sealed class ScalarKind<T>(string expected, ScalarKind<T>.Parse parse, Func<T, string> format) : Kind<T>
{
    public delegate bool Parse(string text, out T value);

    public override T Read(RecipeNode node, string path)
        => node is ScalarNode { IsNull: false } scalar && parse(scalar.Text, out T value)
            ? value
            : throw node.Error($"'{path}' must be {expected}, not {node.Described}.");

    public override RecipeNode Write(T value) => new ScalarNode(format(value));
}

/// <summary>A list of values of one kind.</summary>
internal sealed class ListKind<T>(string expected, Kind<T> item) : Kind<IReadOnlyList<T>>
{
    public override IReadOnlyList<T> Read(RecipeNode node, string path)
        => node is ListNode list
            ? [.. list.Items.Select((value, index) => item.Read(value, $"{path}.{index}"))]
            : throw node.Error($"'{path}' must be {expected}, not {node.Described}.");

    public override RecipeNode Write(IReadOnlyList<T> value) => new ListNode(Origin.None, [.. value.Select(one => item.Write(one)!)]);
}

/// <summary>A value that may be missing.</summary>
internal sealed class OptionalKind<T>(Kind<T> inner) : Kind<T?>
    where T : struct
{
    public override T? Read(RecipeNode node, string path) => node is ScalarNode { IsNull: true } ? null : inner.Read(node, path);

    public override RecipeNode? Write(T? value) => value is { } given ? inner.Write(given) : null;
}

/// <summary>A section that may be missing.</summary>
internal sealed class OptionalSection<T>(Section<T> inner) : Kind<T?>
    where T : class
{
    public override T? Read(RecipeNode node, string path) => node is ScalarNode { IsNull: true } ? null : inner.Read(node, path);

    public override RecipeNode? Write(T? value) => value is null ? null : inner.Write(value);
}

/// <summary>Numbers by name; what names there may be is for the reader to know.</summary>
internal sealed class NumbersKind(string expected) : Kind<IReadOnlyDictionary<string, double>>
{
    private static readonly Kind<double> Number = Kinds.Number("a finite number", _ => true);

    public override IReadOnlyDictionary<string, double> Read(RecipeNode node, string path)
        => node is MapNode map
            ? map.Entries.ToDictionary(entry => entry.Key.Text, entry => Number.Read(entry.Value, $"{path}.{entry.Key.Text}"), StringComparer.Ordinal)
            : throw node.Error($"'{path}' must be {expected}, not {node.Described}.");

    public override RecipeNode? Write(IReadOnlyDictionary<string, double> value)
        => value.Count == 0 ? null : new MapNode(Origin.None, [.. value.Select(entry => new MapEntry(new ScalarNode(entry.Key), Number.Write(entry.Value)!))]);
}
