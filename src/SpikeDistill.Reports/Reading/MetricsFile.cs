using System.Text;
using System.Text.Json;
using SpikeDistill.Training;

namespace SpikeDistill.Reports.Reading;

/// <summary>The measures of a run, as far as they are written: a run that still goes on is read up to its last whole line.</summary>
internal static class MetricsFile
{
    public const string Name = "metrics.jsonl";

    /// <summary>Bytes of the longest line that is read; an epoch takes some thousands.</summary>
    private const int LongestLine = 4 << 20;

    /// <summary>Bytes that are read at once, at first.</summary>
    private const int FirstBuffer = 64 << 10;

    /// <summary>Bytes of the largest file that is read.</summary>
    private const long LargestFile = 256L << 20;

    /// <summary>Reads the measures of every epoch.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <returns>The epochs; none where there is no file.</returns>
    /// <exception cref="RunException">The file is damaged, or too large to be one of measures.</exception>
    public static IReadOnlyList<EpochMetrics> Read(string folder)
    {
        string path = Path.Combine(folder, Name);
        FileInfo file = new(path);
        if (file is not { Exists: true, Length: > 0 })
        {
            return [];
        }

        if (file.Length > LargestFile)
        {
            throw new RunException($"{path}: has {file.Length} bytes, more than any file of measures. Take the run out of the report, or mend the file.");
        }

        try
        {
            using FileStream content = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return Parse(path, content);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{path}: cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Reads line by line, so that no more is held than the longest line that one may have.</summary>
    private static List<EpochMetrics> Parse(string path, FileStream content)
    {
        List<EpochMetrics> epochs = [];
        byte[] buffer = new byte[FirstBuffer];
        int held = 0;
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
                    epochs.Add(Epoch(path, epochs.Count + 1, line));
                }
            }

            bytes.CopyTo(buffer);
            held = bytes.Length;
            if (held > LongestLine)
            {
                throw new RunException(
                    $"{path}: its line {epochs.Count + 1} has more than {LongestLine} bytes, more than the measures of an epoch take. Put the file "
                        + "back as it was.");
            }

            if (held == buffer.Length)
            {
                Array.Resize(ref buffer, 2 * buffer.Length);
            }
        }

        return epochs;
    }

    private static EpochMetrics Epoch(string path, int number, ReadOnlySpan<byte> line)
    {
        try
        {
            EpochMetrics? epoch = JsonSerializer.Deserialize<EpochMetrics>(line, Json.Line);
            return epoch is { Terms: not null } && epoch.Epoch == number
                ? epoch
                : throw new RunException($"{path}: its line {number} is not that of epoch {number}; the file is damaged. Put it back as it was.");
        }
        catch (JsonException failure)
        {
            string start = Encoding.UTF8.GetString(line[..Math.Min(line.Length, 40)]);
            throw new RunException($"{path}: its line {number} ('{start}…') cannot be read: {failure.Message} Put the file back as it was.", failure);
        }
    }
}
