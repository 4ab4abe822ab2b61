using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Options;

namespace SpikeDistill.Training;

/// <summary>
/// A teacher's logits on disk, for every run with the same teacher and the same views: a file for each epoch of a seed, or one for all
/// epochs where nothing is augmented. Views follow from seed, epoch and sample, so what is read is bit for bit what would be computed.
/// Runs side by side and several processes may share it. Whatever goes wrong with its files costs time and is told, and never fails a run.
/// </summary>
public sealed class TeacherLogitsCache
{
    private readonly TeacherLogitsFolder _files;
    private readonly Dictionary<string, Shared> _open = new(StringComparer.Ordinal);

    /// <param name="folder">Where its files lie; made when the first is written. Other files there are left alone.</param>
    /// <param name="limit">Bytes its files may take together; the longest unused go first.</param>
    public TeacherLogitsCache(string folder, long limit)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        (Folder, Limit) = (folder, limit);
        _files = new TeacherLogitsFolder(folder, limit);
    }

    /// <summary>Where its files lie.</summary>
    public string Folder { get; }

    /// <summary>Bytes its files may take together.</summary>
    public long Limit { get; }

    /// <summary>Opens an entry, empty where there is none; <see cref="Close"/> gives it back.</summary>
    /// <param name="key">What the logits follow from.</param>
    /// <param name="entry">The entry of an epoch.</param>
    /// <param name="samples">Training images.</param>
    /// <param name="classes">Logits of each.</param>
    /// <param name="tell">Is told what goes wrong.</param>
    internal LogitsTable Open(TeacherLogitsKey key, int entry, int samples, int classes, Action<TrainingWarning> tell)
    {
        string path = _files.PathOf(key, entry);
        lock (_open)
        {
            if (!_open.TryGetValue(path, out Shared? shared))
            {
                _open[path] = shared = new Shared(Read(path, key, entry, samples, classes, tell) ?? new LogitsTable(samples, classes));
            }

            shared.Users++;
            return shared.Table;
        }
    }

    /// <summary>Gives an entry back.</summary>
    internal void Close(TeacherLogitsKey key, int entry)
    {
        string path = _files.PathOf(key, entry);
        lock (_open)
        {
            if (--_open[path].Users == 0)
            {
                _open.Remove(path);
            }
        }
    }

    /// <summary>Writes an entry, with what another process has written into it meanwhile.</summary>
    /// <returns>Why it was not kept; null if it was.</returns>
    internal TrainingWarning? Save(TeacherLogitsKey key, int entry, LogitsTable table)
    {
        string path = _files.PathOf(key, entry);
        try
        {
            using IDisposable? taken = _files.Take();
            if (taken is null)
            {
                return NotKept(TrainingWarningKind.CacheBusy, "another process is busy with it");
            }

            _files.RemoveLeftovers();
            if (Read(path, key, entry, table.Samples, table.Classes, tell: null) is { } there)
            {
                table.Add(there);
                if (there.Known == table.Known)
                {
                    return null;
                }
            }

            File.Delete(path);
            bool fits = false;
            LogitsFile.Write(key, entry, table, writer =>
            {
                fits = _files.MakeRoom(UnderWay(key), writer.Length);
                if (fits)
                {
                    writer.Save(path);
                }
            });
            return fits ? null : NotKept(TrainingWarningKind.CacheFull, $"the epochs of the runs under way fill its limit of {SizeText.Of(Limit)}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return NotKept(TrainingWarningKind.CacheUnwritable, failure.Message.TrimEnd('.'));
        }
    }

    /// <summary>The names of a key and of those that entries are open of.</summary>
    private HashSet<string> UnderWay(TeacherLogitsKey key)
    {
        lock (_open)
        {
            return [key.Name, .. _open.Keys.Select(path => Path.GetFileName(path)[..TeacherLogitsKey.NameLength])];
        }
    }

    /// <summary>An entry that is there and whole, marked as used.</summary>
    private static LogitsTable? Read(string path, TeacherLogitsKey key, int entry, int samples, int classes, Action<TrainingWarning>? tell)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            LogitsTable read = LogitsFile.Read(path, key, entry, samples, classes);
            Touch(path);
            return read;
        }
        catch (Exception failure) when (failure is SafeTensorsException or InvalidDataException)
        {
            tell?.Invoke(Unread(path, $"is damaged ({failure.Message}); it is computed anew."));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            tell?.Invoke(Unread(path, $"cannot be read ({failure.Message}); it is computed."));
        }

        return null;
    }

    private TrainingWarning NotKept(TrainingWarningKind kind, string why)
        => new(kind, $"{Folder}: the teacher's logits are not kept in this cache ({why}). The run goes on; a later one computes them again.")
        {
            Part = Folder,
        };

    private static TrainingWarning Unread(string path, string how)
        => new(TrainingWarningKind.CacheUnread, $"{path}: this entry of the cache of teacher logits {how}") { Part = path };

    private static void Touch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Removed meanwhile, or another's: then its age is not ours to keep.
        }
    }

    private sealed class Shared(LogitsTable table)
    {
        public LogitsTable Table { get; } = table;

        public int Users { get; set; }
    }
}
