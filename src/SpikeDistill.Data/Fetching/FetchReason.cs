namespace SpikeDistill.Data;

/// <summary>Why an archive could not be brought here.</summary>
public enum FetchReason
{
    /// <summary>No connection, or one that breaks again and again, or a server that fails.</summary>
    Unreachable,

    /// <summary>The server answered that it does not give the file.</summary>
    Refused,

    /// <summary>Another process is fetching it into the same folder.</summary>
    InUse,

    /// <summary>The folder cannot be written.</summary>
    CannotBeWritten,
}
