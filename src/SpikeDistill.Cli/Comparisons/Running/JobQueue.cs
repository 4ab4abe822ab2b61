using SpikeDistill.Cli.Runs;
using SpikeDistill.Tensors;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>A piece of work of a comparison: a teacher or a run.</summary>
/// <param name="name">Its name.</param>
/// <param name="after">What must have ended before it starts.</param>
/// <param name="work">The work, on the engine of whoever takes the job.</param>
internal sealed class Job(string name, Job? after, Action<Engine, IReporter> work)
{
    public string Name { get; } = name;

    public Job? After { get; } = after;

    public Action<Engine, IReporter> Work { get; } = work;

    /// <summary>What it has in common with others that would work out the same at the same time, and find it worked out later; null for nothing.</summary>
    public object? InCommon { get; init; }

    public bool Ended { get; set; }

    /// <summary>Why it failed; null while it has not.</summary>
    public string? Failure { get; set; }
}

/// <summary>
/// Hands jobs out in their order, each when what it waits for has ended. One that has something in common with a job under way is
/// overtaken by those that have not: side by side both would work it out, one after the other only the first.
/// </summary>
internal sealed class JobQueue(IEnumerable<Job> jobs, CancellationToken token)
{
    private readonly List<Job> _waiting = [.. jobs];
    private readonly List<Job> _underWay = [];

    /// <summary>The next job; null when there is none left, or the token is cancelled.</summary>
    public Job? Take()
    {
        lock (_waiting)
        {
            while (_waiting.Count > 0 && !token.IsCancellationRequested)
            {
                if ((_waiting.Find(job => IsReady(job) && !IsWorkedOutNow(job.InCommon)) ?? _waiting.Find(IsReady)) is { } job)
                {
                    _waiting.Remove(job);
                    _underWay.Add(job);
                    return job;
                }

                // Whoever has the job that is waited for ends it, also when all is stopped.
                Monitor.Wait(_waiting);
            }

            return null;
        }
    }

    public void End(Job job)
    {
        lock (_waiting)
        {
            job.Ended = true;
            _underWay.Remove(job);
            Monitor.PulseAll(_waiting);
        }
    }

    private static bool IsReady(Job job) => job.After is not { Ended: false };

    private bool IsWorkedOutNow(object? inCommon) => inCommon is not null && _underWay.Exists(job => inCommon.Equals(job.InCommon));
}
