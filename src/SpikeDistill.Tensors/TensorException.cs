namespace SpikeDistill.Tensors;

/// <summary>A tensor operation was asked for something it cannot do; the message names the operation, what it got and what it takes.</summary>
public sealed class TensorException : Exception
{
    /// <summary>Makes the exception with its message.</summary>
    public TensorException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its message and cause.</summary>
    public TensorException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception without a message.</summary>
    public TensorException()
    {
    }
}
