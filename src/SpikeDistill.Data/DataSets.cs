namespace SpikeDistill.Data;

/// <summary>The data sets that can be opened by name. A new one is its own file, its test, and one line here.</summary>
public static class DataSets
{
    private static readonly Entry[] Entries =
    [
        new("cifar10", Cifar10.IsPresent, Cifar10.Open),
        new("cifar100", Cifar100.IsPresent, Cifar100.Open),
        new("synthetic", static _ => true, SyntheticShapes.Open),
    ];

    /// <summary>The names that <see cref="Open"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

    /// <summary>Whether a data set's files are there. It does not check them; <see cref="Open"/> does.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="directory">The folder with data sets; null means <see cref="DataRoot.Resolve(string?)"/> decides.</param>
    /// <exception cref="ArgumentException">No data set has this name.</exception>
    public static bool IsPresent(string name, string? directory = null) => Find(name).IsPresent(DataRoot.Resolve(directory));

    /// <summary>Opens a data set and checks its files.</summary>
    /// <exception cref="ArgumentException">No data set has this name.</exception>
    /// <exception cref="DataSetException">Its files are missing, unreadable or damaged.</exception>
    public static ImageData Open(string name, DataSetOptions? options = null) => Find(name).Open(options ?? new DataSetOptions());

    private static Entry Find(string name)
        => Array.Find(Entries, entry => entry.Name == name)
            ?? throw new ArgumentException($"There is no data set '{name}'. Those there are: {string.Join(", ", Names)}.", nameof(name));

    private sealed record Entry(string Name, Func<string, bool> IsPresent, Func<DataSetOptions, ImageData> Open);
}
