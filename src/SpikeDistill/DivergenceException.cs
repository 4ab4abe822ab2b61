namespace SpikeDistill;

/// <summary>A run has stopped because its loss or a weight is no longer a number. The epochs that were finished are kept.</summary>
public sealed class DivergenceException : RunException
{
    internal DivergenceException(string message, int epoch)
        : base(message)
        => Epoch = epoch;

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; }
}
