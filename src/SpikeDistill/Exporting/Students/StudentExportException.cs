namespace SpikeDistill.Exporting;

/// <summary>A network that no exported student can be. The message names the node or the neurons.</summary>
public sealed class StudentExportException : Exception
{
    /// <summary>Says why.</summary>
    /// <param name="message">What, and what can be exported.</param>
    public StudentExportException(string message)
        : base(message)
    {
    }

    /// <summary>Says why, and what it follows from.</summary>
    /// <param name="message">What, and what can be exported.</param>
    /// <param name="inner">The cause.</param>
    public StudentExportException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
