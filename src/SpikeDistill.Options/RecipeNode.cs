namespace SpikeDistill.Options;

/// <summary>Where a value was written, so that a message can point there.</summary>
/// <param name="Place">Such as <c>recipes/tser.yaml:12:3</c> or <c>--set training.epochs</c>.</param>
/// <param name="Directory">The folder that relative paths start from: the recipe's, or the current one for --set.</param>
internal sealed record Origin(string Place, string Directory)
{
    public static Origin None { get; } = new("", "");
}

/// <summary>A piece of a recipe: a scalar, a list or a map, with its place.</summary>
internal abstract class RecipeNode(Origin origin)
{
    public Origin Origin { get; } = origin;

    /// <summary>The node's kind in the words of a message, such as <c>a list</c>.</summary>
    public abstract string Described { get; }

    /// <summary>A copy that can be changed without changing this.</summary>
    public abstract RecipeNode Copy();

    public RecipeException Error(string message) => new(Placed(message));

    /// <summary>Makes something of what is written here, where an <see cref="ArgumentException"/> is its fault.</summary>
    /// <param name="path">The key that the error names.</param>
    /// <param name="make">What makes it.</param>
    public T Guard<T>(string path, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (OptionException error)
        {
            throw ((this as MapNode)?[error.Option] ?? this).Error($"'{path}.{error.Option}' {error.Problem}");
        }
        catch (ArgumentException error)
        {
            throw new RecipeException(Placed($"'{path}': {error.Message}"), error);
        }
    }

    /// <inheritdoc cref="Guard{T}"/>
    public void Guard(string path, Action check) => Guard(path, () =>
    {
        check();
        return true;
    });

    private string Placed(string message) => Origin.Place.Length == 0 ? message : $"{Origin.Place}: {message}";
}

internal sealed class ScalarNode(Origin origin, string text, bool quoted = false) : RecipeNode(origin)
{
    public ScalarNode(string text)
        : this(Origin.None, text)
    {
    }

    public string Text { get; } = text;

    /// <summary>Written without quotes: a number or a flag is one, and no text.</summary>
    public bool IsPlain => !quoted;

    /// <summary>Nothing, <c>~</c>, <c>null</c>, <c>Null</c> or <c>NULL</c>, written without quotes: YAML's core schema.</summary>
    public bool IsNull => !quoted && Text is "" or "~" or "null" or "Null" or "NULL";

    public override string Described => IsNull ? "nothing" : $"'{Text}'";

    public override RecipeNode Copy() => this;
}

internal sealed class ListNode(Origin origin, List<RecipeNode> items) : RecipeNode(origin)
{
    public List<RecipeNode> Items { get; } = items;

    public override string Described => "a list";

    public override RecipeNode Copy() => new ListNode(Origin, [.. Items.Select(item => item.Copy())]);
}

internal sealed record MapEntry(ScalarNode Key, RecipeNode Value);

internal sealed class MapNode(Origin origin, List<MapEntry> entries) : RecipeNode(origin)
{
    public List<MapEntry> Entries { get; } = entries;

    /// <summary>Whether it is written on one line, in braces.</summary>
    public bool OneLine { get; init; }

    public override string Described => "a section with keys";

    public override RecipeNode Copy() => new MapNode(Origin, [.. Entries.Select(entry => entry with { Value = entry.Value.Copy() })]) { OneLine = OneLine };

    public RecipeNode? this[string key] => Entries.Find(entry => entry.Key.Text == key)?.Value;
}
