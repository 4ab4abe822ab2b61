namespace SpikeDistill;

/// <summary>A run cannot be started, read or gone on with, for a reason that lies in the place where it is kept.</summary>
public sealed class RunFolderException : RunException
{
    internal RunFolderException(string path, RunFolderReason reason, string problem, Exception? inner = null)
        : base($"{path}: {problem}", inner)
        => (Path, Reason) = (path, reason);

    /// <summary>The folder, or the file in it, that the reason is about.</summary>
    public string Path { get; }

    /// <summary>Why it cannot be used.</summary>
    public RunFolderReason Reason { get; }
}
