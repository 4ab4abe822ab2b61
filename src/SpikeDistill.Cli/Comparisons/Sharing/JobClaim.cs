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
        Quietly(() => files.ForgetFailure(job));
        Quietly(() => files.Write(job, JobHolder.Here()));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Quietly(() => _files.ForgetHolder(_job));
        _lock?.Dispose();
    }

    /// <summary>What is only told to others stops no work.</summary>
    private static void Quietly(Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The lock is what counts.
        }
    }
}
