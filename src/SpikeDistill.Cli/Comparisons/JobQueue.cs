using SpikeDistill.Cli.Reporting;
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

    public bool Ended { get; set; }

    /// <summary>Why it failed; null while it has not.</summary>
    public string? Failure { get; set; }
}

/// <summary>Hands jobs out in their order, each when what it waits for has ended.</summary>
internal sealed class JobQueue(IEnumerable<Job> jobs, CancellationToken token)
{
    private readonly List<Job> _waiting = [.. jobs];

    /// <summary>The next job; null when there is none left, or the token is cancelled.</summary>
    public Job? Take()
    {
        lock (_waiting)
        {
            while (_waiting.Count > 0 && !token.IsCancellationRequested)
            {
                int ready = _waiting.FindIndex(job => job.After is not { Ended: false });
                if (ready >= 0)
                {
                    Job job = _waiting[ready];
                    _waiting.RemoveAt(ready);
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
            Monitor.PulseAll(_waiting);
        }
    }
}
