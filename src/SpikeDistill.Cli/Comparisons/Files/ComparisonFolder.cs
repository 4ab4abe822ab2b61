using SpikeDistill.Cli.Failures;
using SpikeDistill.Interop;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>
/// The folder of a comparison, for one process at a time or for workers that share it: <c>runs/</c>, <c>teachers/</c>, the tables and the mark
/// that they are a comparison's.
/// </summary>
internal sealed class ComparisonFolder : IDisposable
{
    public const string LockName = "lock";

    private const string TablesLockName = "tables.lock";

    /// <summary>How long another process may need to find out who works here, and to write the tables.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(5), Writing = TimeSpan.FromMinutes(1);

    private readonly string _path;
    private readonly FileLock _lock;
    private readonly bool _isShared;

    private ComparisonFolder(string path, FileLock taken, bool isShared) => (_path, _lock, _isShared) = (path, taken, isShared);

    /// <summary>Opens a comparison's folder for this process alone.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="name">The comparison's name.</param>
    /// <param name="resume">Whether there may be the comparison in it, which is continued.</param>
    /// <param name="option">The option that another folder would be named by.</param>
    public static ComparisonFolder Open(string path, string name, bool resume, string option = Comparison.UsualFolderOption) => Guarded(path, option, () =>
    {
        Begin(path, name, resume, option);
        FileLock taken = FileLock.Patiently(() => FileLock.Take(LockIn(path)), TimeSpan.Zero)
            ?? throw new RunException(
                $"{path}: another process works in this folder. Wait for it, join it with --worker if it is a worker too, or choose another folder "
                    + $"with {option}.");
        return Made(new ComparisonFolder(path, taken, isShared: false), () => ComparisonMark.Write(path, name, plan: null));
    });

    /// <summary>Opens a comparison's folder beside other processes that open it so, with the same plan.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="name">The comparison's name.</param>
    /// <param name="plan">What tells its runs and their settings from others.</param>
    /// <param name="option">The option that another folder would be named by.</param>
    public static ComparisonFolder Share(string path, string name, string plan, string option = Comparison.UsualFolderOption) => Guarded(path, option, () =>
    {
        Begin(path, name, resume: true, option);
        RequireLocks(path, option);

        // Who is alone says what is compared; whoever comes later compares the same.
        using (FileLock? alone = FileLock.Take(LockIn(path)))
        {
            if (alone is not null)
            {
                ComparisonMark.Write(path, name, plan);
            }
        }

        FileLock taken = FileLock.Patiently(() => FileLock.Share(LockIn(path)), Moment)
            ?? throw new RunException(
                $"{path}: a process without --worker works in this folder, which shares it with nobody. Wait for it, or choose another folder with {option}.");
        return Made(new ComparisonFolder(path, taken, isShared: true), () => RequirePlan(path, plan));
    });

    /// <summary>Refuses to go on with runs that were started with other settings, before any of them starts.</summary>
    public static void CheckResumable(Comparison comparison)
    {
        List<string> problems = [];
        IEnumerable<(string Place, ExperimentSettings Settings)> trained = comparison.Teachers.Where(teacher => teacher.Settings is not null).Select(
            teacher => (teacher.Place, teacher.Settings!))
            .Concat(comparison.Variants.SelectMany(variant => variant.Runs).Select(run => (run.Folder, run.Settings)));
        foreach ((string place, ExperimentSettings settings) in trained.Where(one => RunFolder.IsRun(one.Place)))
        {
            try
            {
                RunFolder.Resume(place, settings, comparison.Catalog);
            }
            catch (RunException failure)
            {
                problems.Add(failure.Message);
            }
        }

        if (problems.Count > 0)
        {
            throw new InputException(
                $"{comparison.Folder}: {problems.Count} of its runs cannot be gone on with, so nothing was started. Take back what was changed, or "
                    + $"choose another folder with {comparison.FolderOption}.\n{string.Join('\n', problems.Select(problem => "  " + problem))}");
        }
    }

    /// <summary>Keeps other processes from the tables while they are read together and written; null where there are no others.</summary>
    /// <exception cref="IOException">Another process does not give them free.</exception>
    public IDisposable? LockTables()
        => !_isShared ? null
            : FileLock.Patiently(() => FileLock.Take(Path.Combine(_path, JobFiles.FolderName, TablesLockName)), Writing)
            ?? throw new IOException("another process has been writing them for a minute.");

    /// <summary>Replaces a file of the folder.</summary>
    public void Write(string name, string text) => AtomicFile.WriteAllText(Path.Combine(_path, name), text);

    public void Dispose() => _lock.Dispose();

    private static string LockIn(string path) => Path.Combine(path, LockName);

    /// <summary>Refuses a folder that holds something else, and makes what is not there yet.</summary>
    private static void Begin(string path, string name, bool resume, string option)
    {
        if (RunFolder.FileInPlaceOf(path) is { } file)
        {
            throw new InputException($"{file}: is a file; choose a folder with {option}.");
        }

        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            if (!resume)
            {
                throw new InputException($"{path}: the folder is not empty. Continue the comparison in it with --resume, or choose another with {option}.");
            }

            ComparisonMark.Require(path, name, option);
        }

        Directory.CreateDirectory(path);
        if (!File.Exists(LockIn(path)))
        {
            // First, because it is what a comparison that has just begun is known by.
            FileLock.Take(LockIn(path))?.Dispose();
        }

        new JobFiles(path).Begin();
    }

    /// <summary>Refuses a file system whose locks keep nobody out: there, processes would train the same runs.</summary>
    private static void RequireLocks(string path, string option)
    {
        string file = Path.Combine(path, JobFiles.FolderName, $"{Environment.MachineName}-{Environment.ProcessId}.probe");
        try
        {
            if (!FileLock.KeepsOthersOut(file))
            {
                throw new RunException(
                    $"{path}: files of this folder cannot be locked, so workers would train the same runs. Choose a folder with {option} on a file system "
                        + "with locks (ext4, xfs, btrfs, NFS 4, Lustre mounted with flock, BeeGFS, CephFS), and leave "
                        + "DOTNET_SYSTEM_IO_DISABLEFILELOCKING unset.");
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static void RequirePlan(string path, string plan)
    {
        if (ComparisonMark.PlanOf(path) is not { } there || there != plan)
        {
            throw new InputException(
                $"{path}: the workers here compare something else: the file, a recipe that it names, or --set is another with them. Start this one with "
                    + "what they were started with, or let them end first.");
        }
    }

    private static ComparisonFolder Made(ComparisonFolder folder, Action last)
    {
        try
        {
            last();
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static ComparisonFolder Guarded(string path, string option, Func<ComparisonFolder> open)
    {
        try
        {
            return open();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{path}: cannot be written: {failure.Sentence()} Make it writable, or choose another folder with {option}.", failure);
        }
    }
}
