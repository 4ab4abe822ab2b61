namespace SpikeDistill;

/// <summary>
/// A run cannot start or go on for a reason the user can do something about; the message says what, where, what was expected and
/// what to do.
/// </summary>
public class RunException : Exception
{
    /// <summary>Makes the exception with its message.</summary>
    public RunException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its message and cause.</summary>
    public RunException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception without a message.</summary>
    public RunException()
    {
    }

    /// <summary>Makes something of what the user asked for, where an <see cref="ArgumentException"/> is the user's to mend.</summary>
    internal static T Guard<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException failure)
        {
            throw new RunException(failure.Message, failure);
        }
    }

    /// <inheritdoc cref="Guard{T}"/>
    internal static void Guard(Action check) => Guard(() =>
    {
        check();
        return true;
    });
}
