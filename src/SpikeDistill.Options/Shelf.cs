using System.Diagnostics.CodeAnalysis;

namespace SpikeDistill.Options;

/// <summary>What can be named of one kind, in the order it was added. Reading is safe from several threads once all is added.</summary>
/// <typeparam name="TEntry">What is known of each.</typeparam>
public sealed class Shelf<TEntry>
    where TEntry : Entry
{
    private readonly List<TEntry> _entries;
    private readonly bool _isFixed;

    internal Shelf(string kind, IEnumerable<TEntry> entries, bool isFixed = false)
    {
        Kind = kind;
        _entries = [];
        foreach (TEntry entry in entries)
        {
            Put(entry);
        }

        _isFixed = isFixed;
    }

    /// <summary>What one of them is, in words, such as <c>neuron</c>.</summary>
    public string Kind { get; }

    /// <summary>All of them.</summary>
    public IReadOnlyList<TEntry> All => _entries;

    /// <summary>The names.</summary>
    public IReadOnlyList<string> Names => [.. _entries.Select(entry => entry.Name)];

    /// <summary>Adds one, so that recipes and code can name it.</summary>
    /// <exception cref="ArgumentException">There is one of this name.</exception>
    /// <exception cref="InvalidOperationException">The shelf belongs to the catalog that everybody shares.</exception>
    public void Add(TEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (_isFixed)
        {
            throw new InvalidOperationException(
                $"The default catalog is shared and fixed; make one with 'new Catalog()', add the {Kind} '{entry.Name}' to that, and pass it on.");
        }

        Put(entry);
    }

    /// <summary>Whether there is one of this name.</summary>
    public bool Contains(string name) => TryFind(name, out _);

    /// <summary>The one of this name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists the names and the nearest.</exception>
    public TEntry Find(string name)
        => TryFind(name, out TEntry? entry)
            ? entry
            : throw new ArgumentException(
                $"There is no {Kind} '{name}'.{Nearest.Suggestion(name, Names)} There are: {string.Join(", ", Names)}.", nameof(name));

    /// <summary>The one of this name, if there is one.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out TEntry? entry)
    {
        entry = _entries.Find(one => one.Name == name);
        return entry is not null;
    }

    private void Put(TEntry entry)
    {
        if (Contains(entry.Name))
        {
            throw new ArgumentException($"There is a {Kind} '{entry.Name}' already; choose another name.", nameof(entry));
        }

        _entries.Add(entry);
    }
}

/// <summary>What shelves of records can do besides.</summary>
public static class ShelfOfRecords
{
    /// <summary>Adds a record of one's own, so that recipes and code can name it.</summary>
    /// <param name="shelf">Where it is added.</param>
    /// <param name="name">Its name in recipes.</param>
    /// <param name="summary">What it is, in a line.</param>
    /// <param name="options">Its options; a section without keys for none.</param>
    /// <exception cref="ArgumentException">There is one of this name, or no recipe could write the name without quotes.</exception>
    /// <exception cref="InvalidOperationException">The shelf belongs to the catalog that everybody shares.</exception>
    public static void Add<TValue, TRecord>(this Shelf<Entry<TValue>> shelf, string name, string summary, Section<TRecord> options)
        where TValue : notnull
        where TRecord : TValue
    {
        ArgumentNullException.ThrowIfNull(shelf);
        shelf.Add(Entry<TValue>.Of(name, summary, options));
    }

    /// <summary>The entry that names a value.</summary>
    /// <exception cref="ArgumentException">None does.</exception>
    internal static Entry<TValue> EntryOf<TValue>(this Shelf<Entry<TValue>> shelf, TValue value)
        where TValue : notnull
        => shelf.All.FirstOrDefault(entry => entry.Makes(value))
            ?? throw new ArgumentException(
                $"The {shelf.Kind} {value.GetType().Name} has no name in this catalog; add it to a catalog of your own, and pass that on.", nameof(value));
}
