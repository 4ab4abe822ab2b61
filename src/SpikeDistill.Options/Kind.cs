using System.Globalization;

namespace SpikeDistill.Options;

/// <summary>A kind of value: what is possible, how it is read from a recipe with its checks, and how it is written back.</summary>
public abstract class Kind<T>
{
    private protected Kind()
    {
    }

    /// <summary>What is possible, completing "must be ...".</summary>
    public abstract string Expected { get; }

    /// <summary>The range of a number; null for what is none, or has none.</summary>
    public virtual Bounds? Bounds => null;

    /// <summary>The words that are possible, where it is one of several.</summary>
    public virtual IReadOnlyList<string> Names => [];

    /// <summary>Checks a value that comes from code as one that comes from a recipe is checked.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">What the message calls it.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">It is not possible; the message is the one a recipe would get.</exception>
    public T Check(T value, string name)
    {
        try
        {
            RequirePossible(value, name);
            return value;
        }
        catch (RecipeException error)
        {
            throw new ArgumentException(error.Message, error);
        }
    }

    /// <summary>The choices among the keys of a section within.</summary>
    /// <param name="path">The keys that lead to the section from here, and numbers for the items of lists; none for this itself.</param>
    internal virtual IReadOnlyList<Choice> ChoicesAt(ReadOnlySpan<string> path) => [];

    /// <param name="node">What stands in the recipe.</param>
    /// <param name="path">The value's dotted name, for messages.</param>
    internal abstract T Read(RecipeNode node, string path);

    /// <summary>The node that reads back as this value, or null where leaving the key out says the same.</summary>
    internal abstract RecipeNode? Write(T value);

    /// <summary>Reads what it writes, so that code and recipes meet the same check.</summary>
    private protected virtual void RequirePossible(T value, string path)
        => Read(value is null ? new ScalarNode("") : Write(value) ?? new ScalarNode(""), path);
}

/// <summary>A kind that is one scalar.</summary>
/// <param name="expected">What is possible, completing "must be ...".</param>
/// <param name="parse">The value, or false where the text is none.</param>
/// <param name="format">The text of a value.</param>
/// <param name="bounds">The range of a number.</param>
internal sealed class ScalarKind<T>(string expected, ScalarKind<T>.Parse parse, Func<T, string> format, Bounds? bounds = null) : Kind<T>
{
    private const string Representable = " that single precision has (no NaN, no infinity, nothing beyond 3.4e38)";

    public delegate bool Parse(string text, out T value);

    public override string Expected => expected;

    public override Bounds? Bounds => bounds;

    internal override T Read(RecipeNode node, string path)
        => node is ScalarNode { IsNull: false } scalar && parse(scalar.Text, out T value)
            ? value
            : throw node.Error($"'{path}' must be {expected}{(IsTooLarge(node) ? Representable : "")}, not {node.Described}.{DecimalComma(node)}");

    /// <summary>What helps a number that is written as much of the world writes it.</summary>
    private string DecimalComma(RecipeNode node)
        => bounds is not null && node is ScalarNode { Text: var text } && text.Count(letter => letter == ',') == 1 && parse(text.Replace(',', '.'), out _)
            ? $" Numbers have a decimal point here: {text.Replace(',', '.')}."
            : "";

    internal override RecipeNode Write(T value) => new ScalarNode(Origin.None, format(value), quoted: value is string);

    /// <summary>Whether it is a number that single precision keeps out, where the option's bounds do not say so by themselves.</summary>
    private bool IsTooLarge(RecipeNode node)
        => bounds is { Most: null, Below: null } or { Least: null, Above: null }
            && typeof(T) != typeof(int) && typeof(T) != typeof(long) && node is ScalarNode { IsNull: false } scalar
            && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && !Bounds.IsRepresentable(value);
}

/// <summary>A list of values of one kind.</summary>
internal sealed class ListKind<T>(string expected, Kind<T> item) : Kind<IReadOnlyList<T>>
{
    public override string Expected => expected;

    public override IReadOnlyList<string> Names => item.Names;

    internal override IReadOnlyList<Choice> ChoicesAt(ReadOnlySpan<string> path) => path.IsEmpty ? [] : item.ChoicesAt(path[1..]);

    internal override IReadOnlyList<T> Read(RecipeNode node, string path)
        => node is ListNode list
            ? [.. list.Items.Select((value, index) => item.Read(value, $"{path}.{index}"))]
            : throw node.Error($"'{path}' must be {expected}, not {node.Described}.");

    internal override RecipeNode Write(IReadOnlyList<T> value)
        => new ListNode(Origin.None, [.. value.Select(one => one is null ? new ScalarNode("") : item.Write(one)!)]);
}

/// <summary>Two values of one kind.</summary>
internal sealed class PairKind<T>(string expected, Kind<T> item) : Kind<(T First, T Second)>
{
    private readonly ListKind<T> _list = new(expected, item);

    public override string Expected => expected;

    internal override (T First, T Second) Read(RecipeNode node, string path)
        => _list.Read(node, path) is [var first, var second]
            ? (first, second)
            : throw node.Error($"'{path}' must be {expected}, not {((ListNode)node).Items.Count}.");

    internal override RecipeNode Write((T First, T Second) value) => _list.Write([value.First, value.Second]);
}

/// <summary>A value that may be missing.</summary>
internal sealed class OptionalKind<T>(Kind<T> inner) : Kind<T?>
    where T : struct
{
    public override string Expected => inner.Expected;

    public override Bounds? Bounds => inner.Bounds;

    public override IReadOnlyList<string> Names => inner.Names;

    internal override T? Read(RecipeNode node, string path) => node is ScalarNode { IsNull: true } ? null : inner.Read(node, path);

    internal override RecipeNode? Write(T? value) => value is { } given ? inner.Write(given) : null;
}

/// <summary>A value that may be missing, and is not written then.</summary>
internal sealed class MayBeMissing<T>(Kind<T> inner) : Kind<T?>
    where T : class
{
    public override string Expected => inner.Expected;

    public override IReadOnlyList<string> Names => inner.Names;

    internal override IReadOnlyList<Choice> ChoicesAt(ReadOnlySpan<string> path) => inner.ChoicesAt(path);

    internal override T? Read(RecipeNode node, string path) => node is ScalarNode { IsNull: true } ? null : inner.Read(node, path);

    internal override RecipeNode? Write(T? value) => value is null ? null : inner.Write(value);
}
