namespace SpikeDistill.Ranks;

/// <summary>Those who train together do not fit together, or one of them has failed.</summary>
public sealed class RanksException : RunException
{
    /// <summary>Makes the exception with its message.</summary>
    public RanksException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its message and cause.</summary>
    public RanksException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception without a message.</summary>
    public RanksException()
    {
    }
}
