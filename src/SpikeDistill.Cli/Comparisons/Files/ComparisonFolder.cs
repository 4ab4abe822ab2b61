using SpikeDistill.Cli.Failures;
using SpikeDistill.Interop;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>
/// The folder of a comparison, for one process at a time: <c>runs/</c>, <c>teachers/</c>, the tables and the mark that they are a
/// comparison's.
/// </summary>
internal sealed class ComparisonFolder : IDisposable
{
    public const string LockName = "lock";

    private readonly string _path;
    private readonly FileStream _lock;

    private ComparisonFolder(string path, FileStream taken)
    {
        _path = path;
        _lock = taken;
    }

    /// <param name="path">The folder.</param>
    /// <param name="name">The comparison's name.</param>
    /// <param name="resume">Whether there may be the comparison in it, which is continued.</param>
    public static ComparisonFolder Open(string path, string name, bool resume)
    {
        try
        {
            if (File.Exists(path))
            {
                throw new InputException($"{path}: is a file; choose a folder with --out.");
            }

            if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            {
                if (!resume)
                {
                    throw new InputException($"{path}: the folder is not empty. Continue the comparison in it with --resume, or choose another with --out.");
                }

                ComparisonMark.Require(path, name);
            }

            Directory.CreateDirectory(path);
            ComparisonFolder folder = new(path, new FileStream(Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            try
            {
                ComparisonMark.Write(path, name);
                return folder;
            }
            catch
            {
                folder.Dispose();
                throw;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunException(
                $"{path}: another process works in this folder, or it cannot be written "
                    + $"({failure.Message}). Wait for it, or choose another folder with --out.",
                failure);
        }
    }

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
                    + $"choose another folder with --out.\n{string.Join('\n', problems.Select(problem => "  " + problem))}");
        }
    }

    /// <summary>Replaces a file of the folder.</summary>
    public void Write(string name, string text) => AtomicFile.WriteAllText(Path.Combine(_path, name), text);

    public void Dispose() => _lock.Dispose();
}
