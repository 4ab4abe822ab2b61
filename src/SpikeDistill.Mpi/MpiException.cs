namespace SpikeDistill.Mpi;

/// <summary>No MPI library is there, or it does not fit what started the program.</summary>
public sealed class MpiException : RunException
{
    /// <summary>Makes the exception with its message.</summary>
    public MpiException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its message and cause.</summary>
    public MpiException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception without a message.</summary>
    public MpiException()
    {
    }
}
