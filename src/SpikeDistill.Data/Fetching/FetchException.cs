namespace SpikeDistill.Data;

/// <summary>
/// An archive could not be brought here: no network, a server that fails, a connection that breaks again and again. The message
/// says what to do instead.
/// </summary>
public sealed class FetchException : Exception
{
    internal FetchException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
