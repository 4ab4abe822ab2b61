namespace SpikeDistill.Interop;

/// <summary>A file of tensors that cannot be read: the message says where, what was found and what to do.</summary>
public abstract class TensorFileException : Exception
{
    private protected TensorFileException(string file, string problem, string remedy, Exception? inner)
        : base($"'{file}': {problem} {remedy}", inner) => FileName = file;

    /// <summary>The file, as it was named when it was opened.</summary>
    public string FileName { get; }
}
