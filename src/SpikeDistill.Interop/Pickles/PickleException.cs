namespace SpikeDistill.Interop.Pickles;

/// <summary>A pickle that cannot be read: the message says where, what was found and what to do.</summary>
public sealed class PickleException : Exception
{
    internal PickleException(string file, string problem, string remedy, Exception? inner = null)
        : base($"'{file}': {problem} {remedy}", inner) => (FileName, Problem, Remedy) = (file, problem.TrimEnd('.'), remedy);

    /// <summary>The file, as it was named when it was opened.</summary>
    public string FileName { get; }

    /// <summary>What is wrong, without the file's name and a full stop.</summary>
    public string Problem { get; }

    /// <summary>What to do.</summary>
    internal string Remedy { get; }
}
