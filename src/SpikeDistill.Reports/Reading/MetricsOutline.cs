using System.Text.Json;
using SpikeDistill.Training;

namespace SpikeDistill.Reports.Reading;

/// <summary>
/// What a list of many runs shows of a run's measures. Of a line no more is read than that takes: what stands behind it, as the firing rates do,
/// which are most of a line, is not looked at.
/// </summary>
internal sealed record MetricsOutline
{
    /// <summary>Epochs that are done.</summary>
    public int Epochs { get; private set; }

    /// <summary>The best accuracy of any evaluation, 0 to 1; null before the first.</summary>
    public double? BestAccuracy { get; private set; }

    /// <summary>That of the last evaluation.</summary>
    public double? LastAccuracy { get; private set; }

    /// <summary>On which images the last evaluation was.</summary>
    public string? Split { get; private set; }

    /// <summary>Reads it.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="RunException">The file is damaged, or too large to be one of measures.</exception>
    public static MetricsOutline Read(string folder)
    {
        MetricsOutline outline = new();
        MetricsFile.ForEachLine(folder, (number, line) => outline.Add(number, line));
        return outline;
    }

    private void Add(int number, ReadOnlySpan<byte> line)
    {
        Utf8JsonReader reader = new(line);
        (bool isEpoch, bool hasTerms, bool isEvaluated) = (false, false, false);
        Require(line[^1] == (byte)'}' && reader.Read() && reader.TokenType == JsonTokenType.StartObject);
        while (!(isEpoch && hasTerms && isEvaluated) && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("epoch"u8))
            {
                reader.Read();
                isEpoch = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int epoch) && epoch == number;
            }
            else if (reader.ValueTextEquals("terms"u8))
            {
                reader.Read();
                hasTerms = reader.TokenType == JsonTokenType.StartArray;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("evaluation"u8))
            {
                reader.Read();
                isEvaluated = TakeEvaluation(ref reader, whole: !(isEpoch && hasTerms));
            }
            else
            {
                reader.Skip();
            }
        }

        Require(isEpoch && hasTerms);
        Epochs = number;
    }

    /// <summary>Takes an evaluation, and walks to its end where the line is read on behind it; false where there is none.</summary>
    private bool TakeEvaluation(ref Utf8JsonReader reader, bool whole)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return false;
        }

        (double? accuracy, string? split) = (null, null);
        Require(reader.TokenType == JsonTokenType.StartObject);
        while ((whole || accuracy is null || split is null) && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("accuracy"u8))
            {
                accuracy = Number(ref reader);
            }
            else if (reader.ValueTextEquals("split"u8))
            {
                reader.Read();
                Require(reader.TokenType == JsonTokenType.String);
                split = Split is not null && reader.ValueTextEquals(Split) ? Split : reader.GetString();
            }
            else
            {
                reader.Skip();
            }
        }

        Require(accuracy is not null && split is not null);
        (LastAccuracy, Split) = (accuracy, split);
        BestAccuracy = BestAccuracy is { } best ? double.MaxNumber(best, accuracy!.Value) : accuracy;
        return true;
    }

    /// <summary>A number; those that are none have names, which the serializer knows.</summary>
    private static double Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : JsonSerializer.Deserialize<double>(ref reader, Json.Line);
    }

    private static void Require(bool isMeasures)
    {
        if (!isMeasures)
        {
            throw MetricsFile.NotOfEpoch();
        }
    }
}
