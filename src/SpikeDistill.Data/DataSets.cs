using SpikeDistill.Options;

namespace SpikeDistill.Data;

/// <summary>The data sets that ship.</summary>
public static class DataSets
{
    /// <summary>All of them. A new one is its own file, its test, and one line here.</summary>
    public static IReadOnlyList<Entry<DataSource>> All { get; } =
    [
        Cifar10.Entry,
        Cifar100.Entry,
        Synthetic.Entry,
        SyntheticGrey.GreyEntry,
        Cifar10Dvs.Entry,
        NMnist.Entry,
        NCaltech101.Entry,
        DvsGesture.Entry,
        .. SpikeTrainSet.All,
        EventFolder.Entry,
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(entry => entry.Name)];

    /// <summary>One with every option at its default.</summary>
    /// <exception cref="ArgumentException">No data set has this name.</exception>
    public static DataSource Find(string name)
        => All.FirstOrDefault(entry => entry.Name == name)?.Default
            ?? throw new ArgumentException($"There is no data set '{name}'. Those there are: {string.Join(", ", Names)}.", nameof(name));

    /// <summary>Whether a data set's files are there. It does not check them; <see cref="Open"/> does.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="directory">The folder with data sets; null means <see cref="DataRoot.Resolve(string?)"/> decides.</param>
    /// <exception cref="ArgumentException">No data set has this name.</exception>
    public static bool IsPresent(string name, string? directory = null) => Find(name).IsPresent(directory);

    /// <summary>
    /// Opens a data set and checks its files: sizes, labels, classes, and the sums of files as they were unpacked where
    /// <see cref="DataFetcher"/> unpacked them.
    /// </summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="directory">The folder with data sets; null means <see cref="DataRoot.Resolve(string?)"/> decides.</param>
    /// <exception cref="ArgumentException">No data set has this name.</exception>
    /// <exception cref="DataSetException">Its files are missing, unreadable or damaged.</exception>
    public static ImageData Open(string name, string? directory = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Find(name).Open(directory);
    }
}
