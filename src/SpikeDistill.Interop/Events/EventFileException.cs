namespace SpikeDistill.Interop.Events;

/// <summary>A file of events that cannot be read: the message says where, what was expected and what to do.</summary>
public sealed class EventFileException : Exception
{
    internal EventFileException(string file, string problem, string remedy, Exception? inner = null)
        : base($"'{file}': {problem} {remedy}", inner) => FileName = file;

    /// <summary>The file, as it was named when it was opened.</summary>
    public string FileName { get; }
}
