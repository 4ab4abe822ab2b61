namespace SpikeDistill.Cli.Failures;

/// <summary>Tells files that can be read at once from what only looks like one.</summary>
internal static class PlainFile
{
    /// <summary>Bytes of the largest text that is read whole.</summary>
    private const long MostText = 256L << 20;

    /// <summary>Whether there is a file with something in it: a pipe, whose reader would wait for ever, and a device have no length.</summary>
    public static bool Is(string path) => new FileInfo(path) is { Exists: true, Length: > 0 };

    /// <summary>Refuses what cannot be read at once, or is too large to be what it is called.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">Whether it is text that is read whole.</param>
    /// <exception cref="InputException">It is empty, a pipe, a device, or too large.</exception>
    public static void Require(string path, bool text)
    {
        FileInfo file = new(path);
        if (file is not { Exists: true, Length: > 0 })
        {
            throw new InputException($"{path}: is empty, or is no file on disk.");
        }

        if (text && file.Length > MostText)
        {
            throw new InputException($"{path}: has {file.Length} bytes, more than any file of this name.");
        }
    }
}
