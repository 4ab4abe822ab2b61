namespace SpikeDistill;

/// <summary>A run needs more memory than this machine has free.</summary>
public sealed class MemoryException : RunException
{
    internal MemoryException(string message, long neededBytes, long availableBytes)
        : base(message)
        => (NeededBytes, AvailableBytes) = (neededBytes, availableBytes);

    /// <summary>What the run was estimated to need.</summary>
    public long NeededBytes { get; }

    /// <summary>What is free.</summary>
    public long AvailableBytes { get; }
}
