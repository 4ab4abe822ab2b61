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

    /// <summary>What keeps other processes off it; null before it is taken, and where there are none.</summary>
    public IDisposable? Claim { get; set; }

    public bool Ended { get; set; }

    /// <summary>Why it failed; null while it has not.</summary>
    public string? Failure { get; set; }

    /// <summary>Whether it failed for a lack of this machine, and may do on another.</summary>
    public bool FailedOnlyHere { get; set; }
}
