using SpikeDistill.Interop;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>
/// The system's lock on a file, for one holder or for several that share it. The system lifts it when the process ends, however it ends;
/// on a file system of several machines, when the machine is taken for gone. The file stays.
/// </summary>
internal sealed class FileLock : IDisposable
{
    /// <summary>What a lock file says to who opens it; one that holds something is known for a file without being opened.</summary>
    private static readonly byte[] Text = "A process works here while this file is locked.\n"u8.ToArray();

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes a lock that nobody else can have meanwhile; null where another has it.</summary>
    /// <exception cref="IOException">The file cannot be written; <see cref="UnauthorizedAccessException"/> where it may not be.</exception>
    public static FileLock? Take(string file)
    {
        FileLock? taken = Open(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            if (taken is { _file: { CanSeek: true, Length: 0 } empty })
            {
                empty.Write(Text);
            }
        }
        catch
        {
            taken?.Dispose();
            throw;
        }

        return taken;
    }

    /// <summary>Takes a lock that others may share, but nobody can have alone; null where somebody has it alone.</summary>
    /// <inheritdoc cref="Take"/>
    public static FileLock? Share(string file) => Open(DiskFile.Require(file), FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);

    /// <summary>Tries again and again: whoever only looks at a lock has it for a moment.</summary>
    /// <param name="take">Takes the lock, or gives null.</param>
    /// <param name="patience">For how long; null for as long as it takes.</param>
    public static FileLock? Patiently(Func<FileLock?> take, TimeSpan? patience)
    {
        long start = TimeProvider.System.GetTimestamp();
        FileLock? taken;
        while ((taken = take()) is null && (patience is null || TimeProvider.System.GetElapsedTime(start) < patience))
        {
            Thread.Sleep(Pause);
        }

        return taken;
    }

    /// <summary>Whether somebody has the lock alone. It is shared for a moment to find out.</summary>
    public static bool IsTaken(string file)
    {
        try
        {
            using FileLock? free = File.Exists(file) ? Open(DiskFile.Require(file), FileMode.Open, FileAccess.Read, FileShare.Read) : null;
            return free is null && File.Exists(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whether the file system keeps others out: a lock that was taken cannot be taken again.</summary>
    /// <param name="file">A file that is locked by nobody else.</param>
    public static bool KeepsOthersOut(string file)
    {
        using FileLock? first = Patiently(() => Take(file), TimeSpan.FromSeconds(10));
        using FileLock? second = Take(file);
        return second is null;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static FileLock? Open(string file, FileMode mode, FileAccess access, FileShare share)
    {
        try
        {
            // Without a buffer: disposing after a failed write would write again, and fail again.
            return new FileLock(new FileStream(file, mode, access, share, bufferSize: 0));
        }
        catch (IOException failure) when (HeldFile.Is(failure))
        {
            return null;
        }
    }
}
