using System.Text;
using System.Text.Json;
using SpikeDistill.Interop;
using SpikeDistill.Options;
using SpikeDistill.Training;

namespace SpikeDistill.Runs;

/// <summary>The file of a run's measures: a line of JSON an epoch. The checkpoint says how many epochs count; lines behind them are written again.</summary>
internal static class RunMeasures
{
    private const string Remedy = "Put it back as it was, or remove the run folder to start anew.";

    /// <summary>The measures of the finished epochs.</summary>
    /// <param name="file">The file.</param>
    /// <param name="finished">How many epochs are finished.</param>
    /// <exception cref="RunFolderException">The file cannot be read, or is not that of the finished epochs.</exception>
    public static IReadOnlyList<EpochMetrics> Read(string file, int finished)
    {
        EpochMetrics[] metrics =
        [
            .. Lines(file, finished, (number, line) => Measures(file, number, line)
                ?? throw new RunFolderException(file, RunFolderReason.Damaged, $"its line {number} holds no measures. {Remedy}")),
        ];
        return metrics.Select(epoch => epoch.Epoch).SequenceEqual(Enumerable.Range(1, finished)) ? metrics : throw Lacks(file, finished);
    }

    /// <summary>The measures of the last epoch that was evaluated, no other of which are read; null where none was.</summary>
    /// <inheritdoc cref="Read"/>
    public static EpochMetrics? LastEvaluated(string file, int finished)
        => Lines(file, finished, (number, line) => (Number: number, Line: line)).Reverse().Select(one => Measures(file, one.Number, one.Line))
            .FirstOrDefault(epoch => epoch?.Evaluation is not null);

    /// <summary>Refuses lists that hold null, which the serializer lets through.</summary>
    /// <exception cref="JsonException">One does.</exception>
    public static void RequireWhole(EpochMetrics epoch)
    {
        IEnumerable<object?> parts = [.. epoch.Terms, .. epoch.Evaluation?.FiringRates ?? [], .. epoch.TrainEvaluation?.FiringRates ?? []];
        if (parts.Contains(null))
        {
            throw new JsonException("it holds null where something is to be.");
        }
    }

    /// <summary>Replaces the file by the measures of these epochs.</summary>
    public static void Write(string file, IEnumerable<EpochMetrics> metrics)
    {
        StringBuilder lines = new();
        foreach (EpochMetrics epoch in metrics)
        {
            lines.Append(JsonSerializer.Serialize(epoch, Json.Line)).Append('\n');
        }

        AtomicFile.WriteAllText(file, lines.ToString());
    }

    /// <summary>What is said where there is no such file.</summary>
    public static RunFolderException Missing(string file, int finished)
        => new(file, RunFolderReason.Damaged, $"there is no such file, but {(finished == 1 ? "1 epoch is" : $"{finished} epochs are")} finished. {Remedy}");

    /// <summary>What is said of a file that lacks some of the epochs that the checkpoint counts.</summary>
    public static RunFolderException Lacks(string file, int finished)
        => new(
            file,
            RunFolderReason.Damaged,
            $"does not hold the measures of the {(finished == 1 ? "1 epoch that is" : $"{finished} epochs that are")} finished, a line each; "
                + $"the file is damaged. {Remedy}");

    private static T[] Lines<T>(string file, int finished, Func<int, string, T> read)
    {
        try
        {
            return [.. File.ReadLines(file).Take(finished).Select((line, index) => read(index + 1, line))];
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Missing(file, finished);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunFolderException(file, RunFolderReason.CannotBeRead, $"cannot be read: {failure.Sentence()}", failure);
        }
    }

    private static EpochMetrics? Measures(string file, int number, string line)
    {
        try
        {
            EpochMetrics? epoch = JsonSerializer.Deserialize<EpochMetrics>(line, Json.Line);
            if (epoch is not null)
            {
                RequireWhole(epoch);
            }

            return epoch;
        }
        catch (JsonException failure)
        {
            throw new RunFolderException(
                file,
                RunFolderReason.Damaged,
                $"its line {number} cannot be read: {JsonFault.Of(failure, ofLine: true)}. {Remedy}",
                failure);
        }
    }
}
