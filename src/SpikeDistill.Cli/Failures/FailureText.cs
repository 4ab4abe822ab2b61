using SpikeDistill.Data;
using SpikeDistill.Options;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Failures;

/// <summary>What a failure is told as.</summary>
internal static class FailureText
{
    /// <summary>The message, if it was written for the user, and what they can do; else that the program is at fault.</summary>
    public static string Of(Exception failure)
        => failure is RecipeException or InputException or DataSetException or RunException or FetchException or IOException or UnauthorizedAccessException
        ? With(failure.Message, Advice.For(failure))
        : $"SpikeDistill itself failed: {failure.Message} ({failure.GetType().Name}). Please report it with the trace that SPIKEDISTILL_DEBUG=1 shows.";

    /// <summary>What a run warns of, and what the user can do.</summary>
    public static string Of(TrainingWarning warning) => With(warning.Message, Advice.For(warning.Kind));

    /// <summary>Whether a warning is that of a failure which ends the run, and is told as that.</summary>
    public static bool IsToldAsFailure(TrainingWarning warning) => warning.Kind == TrainingWarningKind.Diverged;

    /// <summary>What a run that did not go on to its end is told as.</summary>
    public static string OfStop(OperationCanceledException stop) => stop is RunStoppedException ? "Stopped on request." : "Interrupted.";

    private static string With(string message, string? advice)
        => Visible(advice is null ? message : $"{message}{(message.Contains('\n') ? '\n' : ' ')}{advice}");

    /// <summary>With what would steer a terminal, as a damaged file has it, written out.</summary>
    private static string Visible(string text) => text.Any(IsHidden)
        ? string.Concat(text.Select(letter => IsHidden(letter) ? $"\\x{(int)letter:x2}" : $"{letter}"))
        : text;

    private static bool IsHidden(char letter) => char.IsControl(letter) && letter is not ('\n' or '\r');
}
