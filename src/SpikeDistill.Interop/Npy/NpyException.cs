namespace SpikeDistill.Interop.Npy;

/// <summary>A .npy file that cannot be read: the message says where, what was expected and what to do.</summary>
public sealed class NpyException : Exception
{
    internal NpyException(string file, string problem, string remedy, Exception? inner = null)
        : base($"'{file}': {problem} {remedy}", inner) => FileName = file;

    /// <summary>The file, as it was named when it was opened.</summary>
    public string FileName { get; }
}
