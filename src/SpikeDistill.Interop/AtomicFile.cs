namespace SpikeDistill.Interop;

/// <summary>Files that are either the old one or the new one, never half of each.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes beside <paramref name="path"/> in the same folder, flushes to the disk and renames over it.
    /// When <paramref name="write"/> throws, what stood at <paramref name="path"/> is left as it was.
    /// </summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="write">Writes the whole content to the stream it is given, which can seek and be read, as some formats ask for.</param>
    /// <exception cref="IOException">The folder is missing, the disk is full or the file cannot be replaced.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string target = Path.GetFullPath(path);
        string beside = target + "." + Path.GetRandomFileName() + ".tmp";
        try
        {
            using (var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(beside, target, overwrite: true);
        }
        catch (Exception failure)
        {
            DeleteQuietly(beside);
            if (Told(failure, beside, target) is { } told)
            {
                throw told;
            }

            throw;
        }
    }

    /// <summary>Replaces the file's content by <paramref name="text"/> in UTF-8 without a byte order mark.</summary>
    /// <inheritdoc cref="Write"/>
    public static void WriteAllText(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        Write(path, stream => stream.Write(bytes));
    }

    /// <summary>What the system says of the file beside, which nobody knows of, without its name; null for any other failure.</summary>
    private static Exception? Told(Exception failure, string beside, string target)
    {
        if (!failure.Message.Contains(beside, StringComparison.Ordinal))
        {
            return null;
        }

        string sentence = failure.Sentence().Replace($" '{beside}'", "", StringComparison.Ordinal);
        return failure.GetType() == typeof(IOException) ? new IOException(sentence, failure) { HResult = failure.HResult }
            : failure is DirectoryNotFoundException
            ? new DirectoryNotFoundException(failure.Message.Replace(beside, target, StringComparison.Ordinal), failure)
            : failure.GetType() == typeof(UnauthorizedAccessException) ? new UnauthorizedAccessException(sentence, failure)
            : null;
    }

    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The error under way says more than this one.
        }
    }
}
