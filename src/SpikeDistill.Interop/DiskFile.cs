using System.Formats.Tar;

namespace SpikeDistill.Interop;

/// <summary>Tells files on disk from named pipes, devices and sockets, whose opening or reading would wait for another process for ever.</summary>
public static class DiskFile
{
    private const string Told = "it is a named pipe, a device or a socket, and no file on disk.";

    /// <summary>
    /// Whether a path leads to a named pipe, a device or a socket. It is not opened; a pipe that a process was started with is none of these.
    /// </summary>
    public static bool IsSpecial(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows()) return false;

            // What a link names may be no place in the file system, as that of a pipe that a process was started with.
            string target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            return new FileInfo(target) is { Exists: true, Length: 0 } && TypeOf(target) != TarEntryType.RegularFile;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Whoever opens it is told why it cannot be read.
            return false;
        }
    }

    /// <summary>The path, if it does not lead to what would be waited for.</summary>
    /// <exception cref="IOException">It is a named pipe, a device or a socket.</exception>
    public static string Require(string path) => IsSpecial(path) ? throw new IOException(Told) : path;

    /// <summary>Opens a file for reading, as <see cref="File.OpenRead"/> does.</summary>
    /// <returns>The content; of a named pipe, a device or a socket, which is not opened, a stream that cannot be sought or read.</returns>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static Stream OpenRead(string path) => IsSpecial(path) ? new UnopenedStream(Told) : File.OpenRead(path);

    /// <summary>What the platform takes an empty file for.</summary>
    /// <remarks>Nothing else in the platform tells the types of files apart than its writer of archives, which reads nothing of a special one.</remarks>
    private static TarEntryType? TypeOf(string path)
    {
        using MemoryStream archive = new();
        using TarWriter writer = new(archive, TarEntryFormat.Pax, leaveOpen: true);
        try
        {
            writer.WriteEntry(path, "file");
        }
        catch (IOException failure) when (failure.HResult is 11 or 35)
        {
            return TarEntryType.RegularFile; // EWOULDBLOCK of Linux and of macOS: another process has locked it, as only files are.
        }
        catch (IOException)
        {
            return TarEntryType.CharacterDevice; // A socket, which no archive holds.
        }

        archive.Position = 0;
        using TarReader reader = new(archive, leaveOpen: true);
        return reader.GetNextEntry()?.EntryType;
    }
}
