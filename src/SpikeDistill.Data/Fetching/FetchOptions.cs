namespace SpikeDistill.Data;

/// <summary>How a data set is fetched.</summary>
public sealed record FetchOptions
{
    /// <summary>The folder with data sets; null means <see cref="DataRoot.Resolve(string?)"/> decides. It is made if it is missing.</summary>
    public string? Directory { get; init; }

    /// <summary>
    /// An http(s) address of a mirror, or what is already here: an archive (.tar.gz) or a folder with the files or above them, in the
    /// binary form or the one for Python; null means the authors' page.
    /// </summary>
    public string? From { get; init; }

    /// <summary>Whether the archive's MD5 sum must be the official one. Without it, names, sizes and labels of what it holds are still checked.</summary>
    public bool VerifyChecksum { get; init; } = true;

    /// <summary>How long a server may be silent before the connection counts as broken.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The pause before the first new attempt after a broken connection; each further one is twice as long.</summary>
    internal TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);
}
