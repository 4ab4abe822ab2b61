namespace SpikeDistill.Data;

/// <summary>The data sets that can be opened by name. A new one is its own file, its test, and one line here.</summary>
public static class DataSets
{
    private static readonly Entry[] Entries =
    [
        new(Cifar10.Layout.Info("cifar10", Cifar10.Normalization), Cifar10.Open, Cifar10.Layout),
        new(Cifar100.Layout.Info("cifar100", Cifar100.Normalization), Cifar100.Open, Cifar100.Layout),
        new(SyntheticShapes.Info("synthetic"), SyntheticShapes.Open, Layout: null),
        new(GreyShapes.Info("synthetic-grey"), GreyShapes.Open, Layout: null),
    ];

    /// <summary>The names that <see cref="Open"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Info.Name)];

    /// <summary>What is known of a data set without its files.</summary>
    /// <exception cref="ArgumentException">No data set has this name.</exception>
    public static DataSetInfo Info(string name) => Find(name).Info;

    /// <summary>Whether a data set's files are there. It does not check them; <see cref="Open"/> does.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="directory">The folder with data sets; null means <see cref="DataRoot.Resolve(string?)"/> decides.</param>
    /// <exception cref="ArgumentException">No data set has this name.</exception>
    public static bool IsPresent(string name, string? directory = null) => Find(name).Layout?.IsPresent(DataRoot.Resolve(directory)) ?? true;

    /// <summary>Which of a data set's files are there, by names and sizes alone.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="directory">The folder with data sets; null means <see cref="DataRoot.Resolve(string?)"/> decides.</param>
    /// <exception cref="ArgumentException">No data set has this name.</exception>
    public static DataSetStatus Status(string name, string? directory = null)
    {
        Entry entry = Find(name);
        if (entry.Layout is null) return new DataSetStatus(entry.Info, Folder: null, IsPresent: true, Problem: null);

        (CifarLayout form, string folder) = entry.Layout.Find(DataRoot.Resolve(directory));
        bool there = Directory.Exists(folder);
        return new DataSetStatus(entry.Info, folder, there, there ? form.Problem(folder) : null);
    }

    /// <summary>
    /// Opens a data set and checks its files: sizes, labels, classes, and the sums of files as they were unpacked where
    /// <see cref="DataFetcher"/> unpacked them.
    /// </summary>
    /// <exception cref="ArgumentException">No data set has this name.</exception>
    /// <exception cref="DataSetException">Its files are missing, unreadable or damaged.</exception>
    public static ImageData Open(string name, DataSetOptions? options = null) => Find(name).Open(options ?? new DataSetOptions()) with { Key = name };

    /// <summary>Reads and checks all of a data set's files, as <see cref="Open"/> does, and keeps nothing.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="directory">The folder with data sets; null means <see cref="DataRoot.Resolve(string?)"/> decides.</param>
    /// <returns>Whether there was a sum for each file; always true for a set without files.</returns>
    /// <exception cref="ArgumentException">No data set has this name.</exception>
    /// <exception cref="DataSetException">Its files are missing, unreadable or damaged.</exception>
    public static bool Verify(string name, string? directory = null)
    {
        Entry entry = Find(name);
        entry.Open(new DataSetOptions { Directory = directory });
        if (entry.Layout is not { } layout) return true;

        (CifarLayout form, string folder) = layout.Find(DataRoot.Resolve(directory));
        IReadOnlyDictionary<string, string> sums = FileSum.Read(folder);
        return form.Files.All(file => sums.ContainsKey(file.Name));
    }

    private static Entry Find(string name)
        => Array.Find(Entries, entry => entry.Info.Name == name)
            ?? throw new ArgumentException($"There is no data set '{name}'. Those there are: {string.Join(", ", Names)}.", nameof(name));

    private sealed record Entry(DataSetInfo Info, Func<DataSetOptions, ImageData> Open, CifarLayout? Layout);
}
