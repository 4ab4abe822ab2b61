using System.Text;
using System.Text.Json;
using SpikeDistill.Interop;
using SpikeDistill.Metrics;
using SpikeDistill.Options;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Reports.Reading;

/// <summary>The measures of a run, as far as they are written: a run that still goes on is read up to its last whole line.</summary>
internal static class MetricsFile
{
    /// <summary>Bytes of the longest line that is read; an epoch takes some thousands.</summary>
    private const int LongestLine = 4 << 20;

    /// <summary>Bytes that are read at once, at first.</summary>
    private const int FirstBuffer = 64 << 10;

    /// <summary>Bytes of the largest file that is read.</summary>
    private const long LargestFile = 256L << 20;

    /// <summary>Terms of an objective, and layers of a network, that measures are read of: those of each have a figure, or a row, of their own.</summary>
    private const int MostTerms = 100, MostLayers = 10_000;

    /// <summary>Reads the measures of every epoch.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <returns>The epochs; none where there is no file.</returns>
    /// <exception cref="RunException">The file is damaged, or too large to be one of measures.</exception>
    public static IReadOnlyList<EpochMetrics> Read(string folder)
    {
        List<EpochMetrics> epochs = [];
        HashSet<string> terms = new(StringComparer.Ordinal);
        ForEachLine(folder, (number, line) =>
        {
            EpochMetrics? epoch = JsonSerializer.Deserialize<EpochMetrics>(line, Json.Line);
            epochs.Add(epoch is { Terms: not null } && epoch.Epoch == number ? epoch : throw NotOfEpoch());
            RunMeasures.RequireWhole(epoch);
            RequireAtMost(MostLayers, Math.Max(Layers(epoch.Evaluation), Layers(epoch.TrainEvaluation)), "layers");
            terms.UnionWith(epoch.Terms.Select(term => term.Name));
            RequireAtMost(MostTerms, Math.Max(terms.Count, epoch.Terms.Count), "terms");
        });
        return epochs;
    }

    /// <summary>What is thrown at a line that holds other things than the measures of its epoch.</summary>
    public static JsonException NotOfEpoch() => new("it does not hold the measures of that epoch.");

    /// <summary>Hands over line by line, so that no more is held than the longest line that one may have.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="take">Is given a line's number, from 1, and its text; throws <see cref="JsonException"/> where it is not the line of that epoch.</param>
    /// <exception cref="RunException">The file is damaged, lacks epochs that the checkpoint counts, or is too large to be one of measures.</exception>
    public static void ForEachLine(string folder, Action<int, ReadOnlySpan<byte>> take)
    {
        // First, as measures are written before the checkpoint that counts them.
        int finished = RunFolder.EpochsOf(folder), lines = 0;
        string path = Path.Combine(folder, RunFolder.MetricsName);
        FileInfo file = new(path);
        if (!file.Exists && finished <= 0)
        {
            return;
        }

        if (!file.Exists)
        {
            throw RunMeasures.Missing(path, finished);
        }

        if (file.Length == 0)
        {
            throw new RunException($"{path}: is empty, or is no file on disk. Put it back as it was.");
        }

        if (file.Length > LargestFile)
        {
            throw new RunException($"{path}: has {file.Length} bytes, more than any file of measures. Take the run out of the report, or mend the file.");
        }

        try
        {
            using FileStream content = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            lines = ForEachLine(path, content, take);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{path}: cannot be read: {failure.Sentence()}", failure);
        }

        if (lines < finished)
        {
            throw RunMeasures.Lacks(path, finished);
        }
    }

    private static int Layers(Evaluation? evaluation) => evaluation?.FiringRates.Count ?? 0;

    private static void RequireAtMost(int most, int count, string what)
    {
        if (count > most)
        {
            throw new JsonException($"it has {count} {what}, or the lines up to it together; more than {most} are not read.");
        }
    }

    private static int ForEachLine(string path, FileStream content, Action<int, ReadOnlySpan<byte>> take)
    {
        int lines = 0, held = 0;
        byte[] buffer = new byte[FirstBuffer];
        while (content.Read(buffer, held, buffer.Length - held) is > 0 and int read)
        {
            held += read;
            Span<byte> bytes = buffer.AsSpan(0, held);
            for (int end = bytes.IndexOf((byte)'\n'); end >= 0; end = bytes.IndexOf((byte)'\n'))
            {
                ReadOnlySpan<byte> line = bytes[..end].Trim(" \r\t"u8);
                bytes = bytes[(end + 1)..];
                if (line.Length > 0)
                {
                    Take(path, ++lines, line, take);
                }
            }

            bytes.CopyTo(buffer);
            held = bytes.Length;
            if (held > LongestLine)
            {
                throw new RunException(
                    $"{path}: its line {lines + 1} has more than {LongestLine} bytes, more than the measures of an epoch take. Put the file "
                        + "back as it was.");
            }

            if (held == buffer.Length)
            {
                Array.Resize(ref buffer, 2 * buffer.Length);
            }
        }

        return lines;
    }

    private static void Take(string path, int number, ReadOnlySpan<byte> line, Action<int, ReadOnlySpan<byte>> take)
    {
        try
        {
            take(number, line);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // The latter is what bytes that are no UTF-8 and half of a surrogate pair give, where a line is not read by the serializer.
            string why = failure is JsonException json ? JsonFault.Of(json, ofLine: true) : "it holds text that is none";
            string start = Encoding.UTF8.GetString(line[..Math.Min(line.Length, 40)]).Printable();
            throw new RunException($"{path}: its line {number} ('{start}…') cannot be read: {why}. Put the file back as it was.", failure);
        }
    }
}
