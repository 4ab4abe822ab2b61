namespace SpikeDistill.Data;

/// <summary>What fetching is busy with.</summary>
public enum FetchPhase
{
    /// <summary>Bytes come from the network.</summary>
    Download,

    /// <summary>The archive's sum is worked out.</summary>
    Check,

    /// <summary>Files are unpacked beside their place.</summary>
    Unpack,

    /// <summary>Files are copied from a folder beside their place.</summary>
    Copy,
}

/// <summary>How far fetching is.</summary>
/// <param name="Phase">What it is busy with.</param>
/// <param name="Done">Bytes done, those of earlier attempts included.</param>
/// <param name="Total">Bytes of all, where it is known.</param>
public readonly record struct FetchProgress(FetchPhase Phase, long Done, long? Total);

/// <summary>What fetching came to.</summary>
/// <param name="Folder">The folder with the data set's files.</param>
/// <param name="AlreadyThere">Whether whole files were there before, so that nothing was fetched.</param>
/// <param name="KeptFolder">Where a damaged copy's other files were left, if it held any.</param>
public sealed record FetchResult(string Folder, bool AlreadyThere, string? KeptFolder);
