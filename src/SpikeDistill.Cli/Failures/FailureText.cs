using SpikeDistill.Data;
using SpikeDistill.Options;

namespace SpikeDistill.Cli.Failures;

/// <summary>What a failure is told as.</summary>
internal static class FailureText
{
    /// <summary>The message, if it was written for the user; else that the program is at fault.</summary>
    public static string Of(Exception failure)
        => failure is RecipeException or InputException or DataSetException or RunException or FetchException or IOException or UnauthorizedAccessException
        ? failure.Message
        : $"SpikeDistill itself failed: {failure.Message} ({failure.GetType().Name}). Please report it with the trace that SPIKEDISTILL_DEBUG=1 shows.";
}
