using System.Text.Json;

namespace SpikeDistill.Options;

/// <summary>What is wrong with JSON, in words that need no knowledge of the parser or of the types that it reads into.</summary>
internal static class JsonFault
{
    /// <summary>Why a file of JSON cannot be read: it is not valid, or the disk does not give it.</summary>
    /// <returns>A sentence without its full stop.</returns>
    public static string OfFile(Exception failure) => failure is JsonException json ? Of(json) : failure.Message.TrimEnd('.');

    /// <param name="failure">What reading threw.</param>
    /// <param name="ofLine">Whether one line of a file was read, whose number is said elsewhere.</param>
    /// <returns>A sentence without its full stop.</returns>
    public static string Of(JsonException failure, bool ofLine = false)
    {
        if (failure is not { LineNumber: { } line, BytePositionInLine: { } position })
        {
            // Thrown by a reader of ours, in words of its own.
            return failure.Message.TrimEnd('.');
        }

        string place = ofLine ? $"byte {position + 1}" : $"line {line + 1}, byte {position + 1}";
        return IsSyntax(failure) ? $"it is not valid JSON from {place} on"
            : Member(failure.Path) is { } member ? $"what its '{member}' says ({place}) is not what belongs there"
            : $"it lacks what belongs there, or holds something else ({place})";
    }

    /// <summary>The serializer hands on what its reader, whose exception has a type that cannot be named, threw.</summary>
    private static bool IsSyntax(JsonException failure) => failure.GetType() != typeof(JsonException) || failure.InnerException is JsonException;

    private static string? Member(string? path) => path is null or "$" ? null : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path[1..];
}
