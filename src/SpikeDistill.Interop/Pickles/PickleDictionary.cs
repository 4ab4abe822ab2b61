using System.Text;

namespace SpikeDistill.Interop.Pickles;

/// <summary>A dictionary of strings to plain values. Texts of Python 2, which are bytes, are read as Latin-1 where a text is asked for.</summary>
public sealed class PickleDictionary
{
    private const string Remedy = "It is another pickle than is looked for, or was written otherwise.";

    private readonly string _file;
    private readonly Dictionary<string, object?> _entries;

    internal PickleDictionary(string file, Dictionary<string, object?> entries) => (_file, _entries) = (file, entries);

    /// <summary>The keys, in no order.</summary>
    public IReadOnlyCollection<string> Keys => _entries.Keys;

    /// <summary>A NumPy array.</summary>
    /// <exception cref="PickleException">There is no such entry, or it is something else.</exception>
    public PickleArray Array(string key) => Entry(key) as PickleArray ?? throw Wrong(key, "a NumPy array");

    /// <summary>A list or tuple of whole numbers.</summary>
    /// <inheritdoc cref="Array"/>
    public IReadOnlyList<long> Integers(string key)
        => [.. Items(key, "a list of whole numbers").Select(item => item is long number ? number : throw Wrong(key, "a list of whole numbers"))];

    /// <summary>A list or tuple of texts.</summary>
    /// <inheritdoc cref="Array"/>
    public IReadOnlyList<string> Texts(string key)
        => [.. Items(key, "a list of texts").Select(item => Text(item) ?? throw Wrong(key, "a list of texts"))];

    internal static string? Text(object? value) => value switch
    {
        string text => text,
        ReadOnlyMemory<byte> bytes => Encoding.Latin1.GetString(bytes.Span),
        _ => null,
    };

    private IReadOnlyList<object?> Items(string key, string wanted) => Entry(key) switch
    {
        List<object?> list => list,
        object?[] tuple => tuple,
        _ => throw Wrong(key, wanted),
    };

    private object? Entry(string key)
        => _entries.TryGetValue(key, out object? value)
            ? value is PickleSlot slot ? slot.Value : value
            : throw new PickleException(_file, $"it has no '{key}'; it has {(_entries.Count == 0 ? "nothing" : Shown())}.", Remedy);

    private PickleException Wrong(string key, string wanted) => new(_file, $"its '{key}' is not {wanted}.", Remedy);

    private string Shown() => string.Join(", ", _entries.Keys.Order(StringComparer.Ordinal).Take(8).Select(Short));

    private static string Short(string key) => $"'{(key.Length > 40 ? key[..40] + "..." : key)}'";
}
