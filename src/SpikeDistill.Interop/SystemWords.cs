namespace SpikeDistill.Interop;

/// <summary>What the system says of a file that cannot be read or written, where the message around it names the file.</summary>
internal static class SystemWords
{
    private const string PathMark = " : '";

    /// <summary>A sentence with its full stop and without the path that some end in.</summary>
    public static string Sentence(this Exception failure)
    {
        string message = failure.Message;
        int path = message.EndsWith('\'') ? message.LastIndexOf(PathMark, StringComparison.Ordinal) : -1;
        return $"{(path > 0 ? message[..path] : message).TrimEnd('.')}.";
    }
}
