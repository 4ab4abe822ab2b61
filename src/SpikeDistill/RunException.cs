namespace SpikeDistill;

/// <summary>A run cannot start or go on for a reason the user can do something about; the message says what, where, what was expected and what to do.</summary>
public sealed class RunException : Exception
{
    /// <summary>Makes the exception with its message.</summary>
    public RunException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its message and cause.</summary>
    public RunException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception without a message.</summary>
    public RunException()
    {
    }
}
