namespace SpikeDistill.Inference.Graphs;

/// <summary>A student that cannot be: a damaged file, or nodes that do not go together. The message says where and what was expected.</summary>
public sealed class StudentException : Exception
{
    /// <summary>Says what is wrong.</summary>
    /// <param name="message">What, where, and what was expected.</param>
    public StudentException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong, and what it follows from.</summary>
    /// <param name="message">What, where, and what was expected.</param>
    /// <param name="inner">The cause.</param>
    public StudentException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
