namespace SpikeDistill.Data;

/// <summary>A data set is missing, damaged, or not what its place says. The message tells where, what was found, what was expected and what to do.</summary>
public sealed class DataSetException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="path">The file or folder that is wrong.</param>
    /// <param name="found">What was found, such as <c>there is no such folder</c>.</param>
    /// <param name="expected">What was expected, going on behind "expected".</param>
    /// <param name="remedy">What to do, a sentence.</param>
    /// <param name="inner">What made it so; null for nothing.</param>
    public DataSetException(string path, string found, string expected, string remedy, Exception? inner = null)
        : base($"{path}: {found}; expected {expected}. {remedy}", inner)
        => (Path, Found, Expected) = (path, found, expected);

    /// <summary>The file or folder that is wrong.</summary>
    public string Path { get; }

    /// <summary>Why it cannot be used.</summary>
    public DataSetReason Reason { get; init; }

    /// <summary>What is there.</summary>
    public string Found { get; }

    /// <summary>What belongs there.</summary>
    public string Expected { get; }

    /// <summary>The name by which <see cref="DataFetcher"/> brings the data set here anew; null where it cannot, and while it does.</summary>
    public string? FetchName { get; init; }
}
