namespace SpikeDistill.Training;

/// <summary>A run was asked to stop by somebody who watches it; where it stands is kept, and it can be gone on with.</summary>
public sealed class RunStoppedException : OperationCanceledException
{
    /// <summary>A run that was asked to stop.</summary>
    public RunStoppedException()
        : this("The run was asked to stop.")
    {
    }

    /// <summary>A run that was asked to stop.</summary>
    /// <param name="message">What was asked of it, and what is kept.</param>
    public RunStoppedException(string message)
        : base(message)
    {
    }

    /// <summary>A run that was asked to stop.</summary>
    /// <param name="message">What was asked of it, and what is kept.</param>
    /// <param name="inner">What brought it.</param>
    public RunStoppedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
