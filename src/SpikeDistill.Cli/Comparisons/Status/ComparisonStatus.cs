using SpikeDistill.Cli.Failures;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>How a comparison stands, read from its folder, whoever works on it and wherever. Nothing in it is changed.</summary>
/// <param name="comparison">The comparison.</param>
internal sealed class ComparisonStatus(Comparison comparison)
{
    private readonly JobFiles _files = new(comparison.Folder);

    /// <summary>The teachers, then the runs in the order in which they are trained.</summary>
    /// <exception cref="InputException">The folder holds something else.</exception>
    public IReadOnlyList<JobStatus> Read()
    {
        if (Directory.Exists(comparison.Folder) && Directory.EnumerateFileSystemEntries(comparison.Folder).Any())
        {
            ComparisonMark.Require(comparison.Folder, comparison.Name, comparison.FolderOption);
        }

        return [
            .. comparison.Teachers.Select(teacher => Of(teacher.Job, teacher.Place, teacher.Settings)),
            .. comparison.Seeds.SelectMany((_, index) => comparison.Variants.Select(variant => variant.Runs[index]))
                .Select(run => Of(run.Name, run.Folder, run.Settings)),
        ];
    }

    /// <param name="job">The job.</param>
    /// <param name="folder">Its run's folder.</param>
    /// <param name="settings">Its run; null for a teacher that is there already.</param>
    private JobStatus Of(string job, string folder, ExperimentSettings? settings)
    {
        (int? finished, string? problem) = settings is null ? (null, null) : FinishedEpochs(folder);
        RunProgress? progress = settings is null ? null : RunProgress.Read(folder) is { IsAlive: true } alive ? alive : null;
        bool taken = FileLock.IsTaken(_files.LockOf(job));
        JobFailure? failure = _files.FailureOf(job);
        JobState state = taken || progress is not null ? JobState.Running
            : settings is null ? (_files.TeacherOf(job) is null ? JobState.Waiting : JobState.Done)
            : finished >= settings.Training.Epochs ? JobState.Done
            : failure is not null ? JobState.Failed
            : JobState.Waiting;
        bool runs = state == JobState.Running;
        return new JobStatus(job, state, finished, settings?.Training.Epochs)
        {
            Holder = !runs ? null : (taken ? _files.HolderOf(job) : null)
                ?? (progress is null ? null : new JobHolder(progress.Machine, progress.ProcessId, progress.ProcessStarted)),
            Epoch = progress?.Batch.Epoch,
            SecondsLeft = progress?.SecondsLeft,
            Failure = state == JobState.Failed ? failure!.Message : null,
            Problem = problem,
        };
    }

    private (int? Finished, string? Problem) FinishedEpochs(string folder)
    {
        try
        {
            return (RunFolder.IsRun(folder) ? RunFolder.Open(folder, comparison.Catalog).Glance().FinishedEpochs : 0, null);
        }
        catch (RunException failure)
        {
            return (null, FailureText.Of(failure));
        }
    }
}
