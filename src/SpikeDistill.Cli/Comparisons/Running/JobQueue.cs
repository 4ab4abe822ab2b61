namespace SpikeDistill.Cli.Comparisons;

/// <summary>
/// Hands jobs out in their order, each when what it waits for has ended. One that has something in common with a job under way is
/// overtaken by those that have not: side by side both would work it out, one after the other only the first.
/// </summary>
/// <param name="jobs">The jobs.</param>
/// <param name="token">Stops.</param>
/// <param name="claims">Keeps other processes off; null where there are none.</param>
/// <param name="waits">Whether jobs that other processes have are waited for, in case one of these ends before its job.</param>
internal sealed class JobQueue(IEnumerable<Job> jobs, CancellationToken token, IJobClaims? claims = null, bool waits = false)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly List<Job> _waiting = [.. jobs];
    private readonly List<Job> _underWay = [];

    /// <summary>Jobs that were left to the processes that have them.</summary>
    public IReadOnlyList<Job> Left => _waiting;

    /// <summary>The next job; null when there is none left to take, or the token is cancelled.</summary>
    public Job? Take()
    {
        lock (_waiting)
        {
            bool looked = false;
            while (_waiting.Count > 0 && !token.IsCancellationRequested)
            {
                if (Next() is { } job)
                {
                    _waiting.Remove(job);
                    _underWay.Add(job);
                    return job;
                }

                // Twice, because whoever asks how the comparison stands has a lock for a moment.
                bool onlyHeld = _waiting.TrueForAll(IsReady);
                if (onlyHeld && !waits && looked)
                {
                    return null;
                }

                looked = onlyHeld;

                // Whoever has the job that is waited for ends it, also when all is stopped; of other processes one has to ask.
                Monitor.Wait(_waiting, claims is null ? Timeout.InfiniteTimeSpan : Pause);
            }

            return null;
        }
    }

    public void End(Job job)
    {
        lock (_waiting)
        {
            job.Ended = true;
            job.Claim?.Dispose();
            _underWay.Remove(job);
            Monitor.PulseAll(_waiting);
        }
    }

    private Job? Next()
    {
        if (claims is not null)
        {
            // What others have ended may be what some wait for.
            while (_waiting.RemoveAll(job => job.Ended || (IsReady(job) && claims.HasEnded(job))) > 0)
            {
            }
        }

        foreach (Job job in _waiting.Where(IsReady).OrderBy(job => IsWorkedOutNow(job.InCommon)))
        {
            if (claims is null || (job.Claim = claims.Take(job)) is not null)
            {
                return job;
            }
        }

        return null;
    }

    private static bool IsReady(Job job) => job.After is not { Ended: false };

    private bool IsWorkedOutNow(object? inCommon) => inCommon is not null && _underWay.Exists(job => inCommon.Equals(job.InCommon));
}
