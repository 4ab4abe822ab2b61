using System.IO.Compression;
using System.Text.Json;
using SpikeDistill.Interop.Events;

namespace SpikeDistill.Interop.Tests.Events;

/// <summary>The same events in every format, see tests/fixtures/make_event_fixture.py.</summary>
internal static class EventFixture
{
    public static IReadOnlyList<Event> Events { get; } =
    [
        .. JsonSerializer.Deserialize<long[][]>(Bytes("events.json"))!.Select(one => new Event(one[2], (ushort)one[0], (ushort)one[1], one[3] == 1)),
    ];

    public static byte[] Bytes(string name)
    {
        using ZipArchive archive = ZipFile.OpenRead(Path.Combine(AppContext.BaseDirectory, "fixtures", "events.zip"));
        using Stream content = archive.GetEntry(name)!.Open();
        using MemoryStream copy = new();
        content.CopyTo(copy);
        return copy.ToArray();
    }

    public static EventRecording Read(byte[] content, string name, SensorSize? sensor = null) => EventFiles.Read(new MemoryStream(content), name, sensor);

    public static string Refusal(byte[] content, string name, SensorSize? sensor = null)
        => Assert.Throws<EventFileException>(() => Read(content, name, sensor)).Message;
}
