namespace SpikeDistill.Cli.Comparisons;

/// <summary>Keeps several processes that work on one comparison off each other's jobs.</summary>
internal interface IJobClaims
{
    /// <summary>Whether another process has ended a job, which is then known with what it gave, and taken by nobody.</summary>
    bool HasEnded(Job job);

    /// <summary>Takes a job until the claim is disposed; null where another process has it or has ended it.</summary>
    IDisposable? Take(Job job);
}
