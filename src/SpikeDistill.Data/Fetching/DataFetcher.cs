namespace SpikeDistill.Data;

/// <summary>Brings data sets here: download or take an archive, check its sum, unpack it, check what it held, put it in place.</summary>
public static class DataFetcher
{
    /// <summary>The data sets that can be fetched.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. DataArchive.Official.Select(archive => archive.Name)];

    /// <summary>
    /// Fetches a data set. Files that are there and whole are left alone. What is there is replaced only once the new files have
    /// been checked.
    /// </summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="options">From where and to where.</param>
    /// <param name="progress">Is told how far it is, often.</param>
    /// <param name="token">Stops it; a download that was begun is kept and goes on next time.</param>
    /// <exception cref="ArgumentException">No such data set can be fetched.</exception>
    /// <exception cref="FetchException">The archive could not be brought here.</exception>
    /// <exception cref="DataSetException">The archive is missing, has another sum, or holds something else.</exception>
    /// <exception cref="IOException">The disk is full, or a file cannot be written.</exception>
    public static Task<FetchResult> FetchAsync(string name, FetchOptions options, Action<FetchProgress>? progress = null, CancellationToken token = default)
    {
        DataArchive archive = DataArchive.Official.FirstOrDefault(one => one.Name == name)
            ?? throw new ArgumentException($"There is no data set '{name}' to fetch. Those there are: {string.Join(", ", Names)}.", nameof(name));
        return new Fetch(archive, options, progress ?? (static _ => { }), token).RunAsync();
    }
}
