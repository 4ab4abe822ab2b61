using System.Globalization;
using SpikeDistill.Interop.Events;

namespace SpikeDistill.Data;

/// <summary>
/// The gestures of DVS128 Gesture: a list names recordings, and beside each recording a file of comma-separated values says where in it which
/// gesture begins and ends.
/// </summary>
internal static class GestureList
{
    private const int Classes = 11;
    private const string LabelsEnd = "_labels.csv", Remedy = "Unpack the set again whole.";

    /// <summary>The gestures of the recordings that a list names.</summary>
    /// <param name="folder">The folder of the set.</param>
    /// <param name="list">The name of the list.</param>
    /// <exception cref="DataSetException">A file is missing, or not what it should be.</exception>
    public static EventPart Read(string folder, string list)
    {
        List<(RecordingFile File, Gesture Gesture)> gestures = [];
        string names = Path.Combine(folder, list);
        foreach (string name in Lines(names, "the names of recordings, one on each line").Select(line => line.Trim()).Where(name => name.Length > 0))
        {
            FileInfo there = new(Path.Combine(folder, Path.GetFileName(name)));
            if (!there.Exists) throw new DataSetException(there.FullName, "there is no such file", $"the recordings that {list} names", Remedy);
            RecordingFile file = RecordingFile.Of(folder, there);
            gestures.AddRange(Of(Path.ChangeExtension(file.Path, null) + LabelsEnd).Select(gesture => (file, gesture)));
        }

        if (gestures.Count == 0) throw new DataSetException(names, "it names no recording with gestures", "some of them", Remedy);
        return new EventPart(
            [.. gestures.Select(one => one.Gesture.Label)],
            index => gestures[index].Gesture.Of(EventFiles.Read(gestures[index].File.Path)),
            index => string.Create(CultureInfo.InvariantCulture, $"{gestures[index].File.Name} from {gestures[index].Gesture.Start} µs"),
            index => string.Create(
                CultureInfo.InvariantCulture, $"{gestures[index].File.Stamp} {gestures[index].Gesture.Start} {gestures[index].Gesture.End}"));
    }

    /// <summary>The gestures of a recording: a head, then class (from 1), start and end on each line.</summary>
    private static IEnumerable<Gesture> Of(string path)
    {
        const string Expected = "lines of class,startTime_usec,endTime_usec";
        int number = 1;
        foreach (string line in Lines(path, Expected).Skip(1))
        {
            number++;
            if (line.Trim().Length == 0) continue;
            yield return line.Split(',') is [var label, var from, var to]
                && Number(label) is >= 1 and <= Classes and var known && Number(from) is { } start && Number(to) is { } end && start < end
                ? new Gesture((int)known - 1, start, end)
                : throw new DataSetException(path, $"line {number} is '{line[..Math.Min(line.Length, 60)]}'", Expected, Remedy);
        }

        static long? Number(string text) => long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
    }

    private static string[] Lines(string path, string expected)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException(path, $"it cannot be read ({failure.Message})", expected, Remedy, failure);
        }
    }

    /// <summary>A piece of a recording.</summary>
    private sealed record Gesture(int Label, long Start, long End)
    {
        public EventRecording Of(EventRecording whole)
        {
            List<Event> events = [];
            foreach (Event one in whole.Events.Span)
            {
                if (one.Time >= Start && one.Time < End) events.Add(one);
            }

            return whole with { Events = events.ToArray() };
        }
    }
}
