namespace SpikeDistill.Cli.Failures;

/// <summary>Something the user gave cannot be used; the message says what, where, what was expected and what to do.</summary>
internal sealed class InputException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>An empty word, as that of a variable that is not set, where a file or folder is to be named.</summary>
    public static InputException NamedByNothing()
        => new("A file or folder is named by nothing (''); give its name, or look whether a variable of the shell is empty.");

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
