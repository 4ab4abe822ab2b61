namespace SpikeDistill.Cli.Comparisons;

/// <summary>A job that this process has; the system knows it by a lock, others read who it is.</summary>
internal sealed class JobClaim : IDisposable
{
    private readonly JobFiles _files;
    private readonly string _job;
    private readonly FileLock? _lock;

    /// <param name="files">The files of the comparison's jobs.</param>
    /// <param name="job">The job's name.</param>
    /// <param name="taken">The lock on it; null where there is none to be had, which is why the job fails.</param>
    public JobClaim(JobFiles files, string job, FileLock? taken)
    {
        (_files, _job, _lock) = (files, job, taken);
        JobFiles.Quietly(() => files.ForgetFailure(job));
        JobFiles.Quietly(() => files.Write(job, JobHolder.Here()));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        JobFiles.Quietly(() => _files.ForgetHolder(_job));
        _lock?.Dispose();
    }
}
