using System.Text.Json;
using SpikeDistill.Interop.Events;

namespace SpikeDistill.Interop.Tests.Events;

/// <summary>Recordings of a DVS128 against what tests/fixtures/count_events.py, a parser of its own, counts in them.</summary>
public sealed class RealRecordingTests
{
    [Theory]
    [InlineData("alex_walking_again.aedat")]
    [InlineData("neal_walking.aedat")]
    public void Real_recordings_read_to_the_last_event(string name)
    {
        string? path = Find(name);
        Assert.SkipWhen(path is null, "The recordings are not here: shared/data/events beside the repository, or events in SPIKEDISTILL_DATA.");
        string counts = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "events.json"));
        JsonElement expected = JsonDocument.Parse(counts).RootElement.GetProperty(name);

        EventRecording recording = EventFiles.Read(path!);

        Event[] events = recording.Events.ToArray();
        Assert.Equal((128, 128, 0), (recording.Width, recording.Height, recording.Outside));
        Assert.Equal(expected.GetProperty("events").GetInt32(), events.Length);
        Assert.Equal(expected.GetProperty("on").GetInt32(), events.Count(one => one.On));
        Assert.Equal(expected.GetProperty("off").GetInt32(), events.Count(one => !one.On));
        Assert.Equal(expected.GetProperty("columns").GetInt64(), events.Sum(one => (long)one.X));
        Assert.Equal(expected.GetProperty("rows").GetInt64(), events.Sum(one => (long)one.Y));
        Assert.Equal(expected.GetProperty("backwards").GetInt32(), recording.Backwards);
        Assert.Equal(expected.GetProperty("first").GetInt64(), events[0].Time);
        Assert.Equal(expected.GetProperty("last").GetInt64(), events[^1].Time);
    }

    private static string? Find(string name)
    {
        List<string> places = [];
        if (Environment.GetEnvironmentVariable("SPIKEDISTILL_DATA") is { Length: > 0 } data) places.Add(Path.Combine(data, "events", name));
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            places.Add(Path.Combine(folder.FullName, "shared", "data", "events", name));
        }

        return places.Find(File.Exists);
    }
}
