using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Interop;
using SpikeDistill.Runs;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>
/// The jobs of a comparison among the processes that work on it: who has one is known by the system's locks, what has ended by the folders
/// of the runs, and by notes of what failed and what teachers were measured to know.
/// </summary>
/// <param name="results">What is known of the comparison.</param>
/// <param name="amounts">How far it is.</param>
/// <param name="gate">Guards both.</param>
/// <param name="shared">Whether there may be other processes; else jobs are only marked as taken.</param>
/// <param name="retries">Whether what failed before now is tried again.</param>
internal sealed class JobClaims(ComparisonResults results, WorkAmounts amounts, Lock gate, bool shared, bool retries) : IJobClaims
{
    private readonly JobFiles _files = new(results.Comparison.Folder);
    private readonly DateTime _start = DateTime.UtcNow;
    private readonly string _images = WorkAmounts.Key(results.Comparison.EvaluatedOn);
    private readonly Dictionary<string, PlannedRun> _runs = results.Comparison.Variants.SelectMany(variant => variant.Runs).ToDictionary(run => run.Name);
    private readonly Dictionary<string, PlannedTeacher> _teachers = results.Comparison.Teachers.ToDictionary(teacher => teacher.Job);

    /// <summary>Is told of a job that another process has ended.</summary>
    public Action<Job>? EndedElsewhere { get; init; }

    /// <inheritdoc/>
    public bool HasEnded(Job job)
    {
        if (!shared)
        {
            return false;
        }

        lock (gate)
        {
            bool known = IsKnown(job.Name);
            job.Failure = known ? null : Noted(job.Name);
            job.Ended = known || job.Failure is not null;
            if (job.Ended)
            {
                EndedElsewhere?.Invoke(job);
            }
        }

        return job.Ended;
    }

    /// <inheritdoc/>
    public IDisposable? Take(Job job)
    {
        FileLock? taken;
        try
        {
            taken = FileLock.Take(_files.LockOf(job.Name));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            job.Failure = $"{_files.LockOf(job.Name)}: cannot be locked: {failure.Sentence()} Make it a file that can be written, or remove it.";
            return new JobClaim(_files, job.Name, null);
        }

        // Between the look and the lock its process may have ended it.
        if (taken is null || !HasEnded(job))
        {
            return taken is null ? null : new JobClaim(_files, job.Name, taken);
        }

        taken.Dispose();
        return null;
    }

    /// <summary>Adds what others have come to, for the tables.</summary>
    public void AddAll()
    {
        foreach (string job in shared ? _teachers.Keys.Concat(_runs.Keys) : [])
        {
            if (IsKnown(job))
            {
                results.Forgive(job);
            }
            else if (Noted(job) is { } failure)
            {
                results.Fail(job, failure);
            }
        }
    }

    /// <summary>Tells the other processes that a job failed.</summary>
    public void Note(string job, string failure)
        => JobFiles.Quietly(() => _files.Write(job, new JobFailure(failure, Environment.MachineName, DateTime.UtcNow)));

    /// <summary>Tells the other processes what a teacher knows.</summary>
    public void Note(PlannedTeacher teacher, TeacherResult result)
        => JobFiles.Quietly(() => _files.Write(teacher.Job, KeptTeacher.Of(teacher, _images, result)));

    /// <summary>What was measured of a teacher before, here or elsewhere, as it is now and on these images; null where nothing was.</summary>
    public TeacherResult? Kept(PlannedTeacher teacher)
        => _files.TeacherOf(teacher.Job) is { } kept && kept.Weights == KeptTeacher.StampOf(teacher, _images) ? kept.Of(teacher) : null;

    /// <summary>What a finished run comes to.</summary>
    public RunResult ResultOf(PlannedRun run, FinishedRun finished)
    {
        double batches = (double)finished.Epochs.Count * run.Settings.Training.StepsPerEpoch(amounts.TrainingImages(run.Settings.Data));
        return new RunResult(run, finished, finished.TrainSeconds / batches);
    }

    /// <summary>Whether it is known, from now on, what a job gave.</summary>
    private bool IsKnown(string job)
    {
        if (_teachers.GetValueOrDefault(job) is { } teacher)
        {
            if (results.Knows(teacher))
            {
                return true;
            }

            if (Kept(teacher) is not { } kept)
            {
                return false;
            }

            results.Add(kept);
            return true;
        }

        PlannedRun run = _runs[job];
        if (!results.Knows(run) && Finished(run) is { } finished)
        {
            results.Add(ResultOf(run, finished));
        }

        return results.Knows(run);
    }

    /// <summary>A run that is finished; null for one that is not, or cannot be read, which whoever takes it is told.</summary>
    private FinishedRun? Finished(PlannedRun run)
    {
        try
        {
            return RunFolder.IsRun(run.Folder)
                && RunFolder.Open(run.Folder, results.Comparison.Catalog) is { } folder
                && folder.Glance().FinishedEpochs >= run.Settings.Training.Epochs
                ? FinishedRun.Read(folder, amounts.ImageSize(run.Settings.Data))
                : null;
        }
        catch (Exception failure) when (failure is RunException or InputException)
        {
            return null;
        }
    }

    /// <summary>Why a job failed that is not to be tried again.</summary>
    private string? Noted(string job) => _files.FailureOf(job) is { } failure && (!retries || failure.At > _start) ? failure.Message : null;
}
