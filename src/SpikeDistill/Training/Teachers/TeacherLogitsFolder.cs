using System.Text.RegularExpressions;

namespace SpikeDistill.Training;

/// <summary>
/// The files of a cache, their names and their limit. Only what has the name of an entry is counted or removed; links and folders never are.
/// </summary>
internal sealed partial class TeacherLogitsFolder(string path, long limit)
{
    private const string LockName = "lock";
    private const int LockAttempts = 200;

    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(50);

    public string PathOf(TeacherLogitsKey key, int entry) => Path.Combine(path, $"{key.Name}-{entry}.teacher-logits");

    /// <summary>Takes the folder for writing, against threads and processes; the system gives it back when the process ends.</summary>
    /// <returns>Null where another had it for long.</returns>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public IDisposable? Take()
    {
        Directory.CreateDirectory(path);
        string file = Path.Combine(path, LockName);
        for (int attempt = 0; attempt < LockAttempts; attempt++)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException failure) when (HeldFile.Is(failure))
            {
                Thread.Sleep(LockPause);
            }
        }

        return null;
    }

    /// <summary>Removes what killed writers left. Whoever calls it holds the folder, so nobody is writing.</summary>
    public void RemoveLeftovers()
    {
        foreach (FileInfo left in Files(LeftoverName()))
        {
            left.Delete();
        }
    }

    /// <summary>
    /// Removes entries, the longest unused first, until so many bytes more keep the limit. Entries of runs under way stay, unless they
    /// alone exceed it: runs that pushed out their first epochs to keep the last would find none of them the next time.
    /// </summary>
    /// <param name="underWay">The names of the keys of runs under way.</param>
    /// <param name="bytes">What is to be written.</param>
    /// <returns>Whether the bytes fit.</returns>
    public bool MakeRoom(IReadOnlySet<string> underWay, long bytes)
    {
        FileInfo[] entries = [.. Files(EntryName()).OrderBy(entry => entry.LastWriteTimeUtc)];
        ILookup<bool, FileInfo> used = entries.ToLookup(entry => underWay.Contains(entry.Name[..TeacherLogitsKey.NameLength]));
        long total = entries.Sum(entry => entry.Length);
        bool fits = used[true].Sum(entry => entry.Length) + bytes <= limit;
        foreach (FileInfo entry in used[false].Concat(used[true]))
        {
            if (total + (fits ? bytes : 0) <= limit)
            {
                break;
            }

            total -= entry.Length;
            entry.Delete();
        }

        return fits;
    }

    private IEnumerable<FileInfo> Files(Regex name)
        => new DirectoryInfo(path).EnumerateFiles().Where(file => name.IsMatch(file.Name) && file.LinkTarget is null);

    [GeneratedRegex(@"^[0-9a-f]{32}-[0-9]{1,9}\.teacher-logits\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EntryName();

    [GeneratedRegex(@"^[0-9a-f]{32}-[0-9]{1,9}\.teacher-logits\.[a-z0-9]{8}\.[a-z0-9]{3}\.tmp\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LeftoverName();
}
