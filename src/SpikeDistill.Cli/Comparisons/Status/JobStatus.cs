namespace SpikeDistill.Cli.Comparisons;

/// <summary>Where a job of a comparison stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State"><c>done</c>, <c>running</c>, <c>waiting</c> or <c>failed</c>.</param>
/// <param name="FinishedEpochs">Epochs that are done; null where nothing is trained.</param>
/// <param name="Epochs">Its epochs; null where nothing is trained.</param>
internal sealed record JobStatus(string Name, JobState State, int? FinishedEpochs, int? Epochs)
{
    /// <summary>The process that has it; null where none has, or it does not say who it is.</summary>
    public JobHolder? Holder { get; init; }

    /// <summary>The epoch under way; null where none is.</summary>
    public int? Epoch { get; init; }

    /// <summary>Seconds left; null where that is not known.</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Failure { get; init; }

    /// <summary>Why its folder cannot be read; null where it can.</summary>
    public string? Problem { get; init; }
}

/// <summary>The states of a job.</summary>
internal enum JobState
{
    /// <summary>It is done.</summary>
    Done,

    /// <summary>A process has it.</summary>
    Running,

    /// <summary>Nobody has it, and it is not done.</summary>
    Waiting,

    /// <summary>It failed, and nobody tries it again.</summary>
    Failed,
}
