namespace SpikeDistill.Data;

/// <summary>A data set is missing, damaged, or not what its place says. The message tells where, what was found, what was expected and what to do.</summary>
public sealed class DataSetException : Exception
{
    internal DataSetException(string path, string found, string expected, string remedy, Exception? inner = null)
        : base($"{path}: {found}; expected {expected}. {remedy}", inner)
        => Path = path;

    /// <summary>The file or folder that is wrong.</summary>
    public string Path { get; }
}
