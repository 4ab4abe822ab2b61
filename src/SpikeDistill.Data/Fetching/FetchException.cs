namespace SpikeDistill.Data;

/// <summary>
/// An archive could not be brought here: no network, a server that fails, a connection that breaks again and again. The message
/// says what to do instead.
/// </summary>
public sealed class FetchException : Exception
{
    internal FetchException(FetchReason reason, string place, string problem, Exception? inner = null)
        : base($"{place}: {problem}", inner)
        => (Reason, Place) = (reason, place);

    /// <summary>Why it could not.</summary>
    public FetchReason Reason { get; }

    /// <summary>The address, or the folder where that is what is wrong.</summary>
    public string Place { get; }

    /// <summary>The server's answer, such as 404; null where none refused.</summary>
    public int? Status { get; init; }
}
