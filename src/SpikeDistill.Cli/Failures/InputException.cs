namespace SpikeDistill.Cli.Failures;

/// <summary>Something the user gave cannot be used; the message says what, where, what was expected and what to do.</summary>
internal sealed class InputException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Runs something that reads what the user gave, where a <see cref="RunException"/> is the input's fault.</summary>
    public static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (RunException error) when (error is not WritingException)
        {
            throw new InputException(FailureText.Of(error), error);
        }
    }

    /// <inheritdoc cref="Guard{T}"/>
    public static void Guard(Action check) => Guard(() =>
    {
        check();
        return true;
    });
}
