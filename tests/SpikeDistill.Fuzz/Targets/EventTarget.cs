using System.IO.Compression;
using System.Text;
using SpikeDistill.Interop.Events;

namespace SpikeDistill.Fuzz.Targets;

/// <summary>A reader of recordings of event cameras, on the same two hundred events in its formats.</summary>
internal sealed class EventTarget : FuzzTarget
{
    private readonly string _file;
    private readonly string[] _tokens;

    private EventTarget(string name, string[] files, params string[] tokens)
    {
        Name = name;
        Seeds = [.. files.Select(Fixture)];
        _file = files[0];
        _tokens = tokens;
    }

    public static IEnumerable<KeyValuePair<string, Func<FuzzTarget>>> All { get; } = new Dictionary<string, Func<FuzzTarget>>(StringComparer.Ordinal)
    {
        ["aedat2"] = () => new EventTarget(
            "aedat2", ["dvs128.aedat", "davis240.aedat"], "#!AER-DAT2.0\r\n", "# AEChip: DAVIS346\r\n", "\xff\xff\xff\xff", "#", "\n"),
        ["aedat3"] = () => new EventTarget(
            "aedat3", ["version31.aedat"],
            "#!END-HEADER\r\n", "#Source 1: DAVIS346\r\n", "#Format: RAW\r\n", "\xff\xff\xff\x7f", "\x01\0\x01\0\x08\0\0\0", "#"),
        ["aedat4"] = () => new EventTarget(
            "aedat4", ["plain.aedat4", "lz4.aedat4", "zstd.aedat4"],
            "\x04\x22\x4d\x18", "\x28\xb5\x2f\xfd", "\xff\xff\xff\x7f", "<node name=\"outInfo\">", "EVTS",
            "<!DOCTYPE x [<!ENTITY a \"b\">]>", "\0\0\0\0"),
        ["atis"] = () => new EventTarget("atis", ["mnist.bin"], "\0\xf0\0\0\0", "\xff\xff\xff\xff\xff"),
        ["dat"] = () => new EventTarget("dat", ["cars.dat"], "% Width 1\n", "% Height 99999\n", "% Version 2\n", "\x0c\x08", "%"),
        ["evt2"] = () => new EventTarget("evt2", ["evt2.raw"], "% end\n", "% geometry 1x1\n", "% evt 3.0\n", "\0\0\0\x80", "\xff\xff\xff\x8f"),
        ["evt3"] = () => new EventTarget(
            "evt3", ["evt3.raw"], "% end\n", "% format EVT3;height=9;width=9\n", "\xff\x4f", "\xff\x8f", "\xff\x37", "\xff\x5f"),
        ["event-lists"] = () => new EventTarget(
            "event-lists", ["arrays.npz", "list.npy"], "PK\x01\x02", "PK\x05\x06", "\x93NUMPY\x01\0", "t.npy", "(200, 4)", "'<i8'"),
    };

    public override string Name { get; }

    public override IReadOnlyList<byte[]> Seeds { get; }

    public override IReadOnlyList<byte[]> Tokens => [.. _tokens.Select(Encoding.Latin1.GetBytes)];

    public override void Read(byte[] input, int seed)
    {
        EventRecording recording = EventFiles.Read(new MemoryStream(input), _file);
        foreach (Event one in recording.Events.Span)
        {
            if (one.X >= recording.Width || one.Y >= recording.Height) throw new InvalidOperationException($"{one} is not on the sensor.");
        }
    }

    public override bool IsDocumented(Exception failure) => failure is EventFileException;

    // The buffer of 64 KiB and what a header or an archive needs; EVT 3.0 has twelve events of 16 bytes in two bytes, held twice by a list that grows
    // and once by the recording, and a packet may grow by 256.
    public override long AllowedBytes(int length) => (1 << 20) + (1024L * length);

    public override void Dispose()
    {
    }

    private static byte[] Fixture(string name)
    {
        using Stream resource = typeof(EventTarget).Assembly.GetManifestResourceStream("events.zip")!;
        using ZipArchive archive = new(resource);
        using Stream content = archive.GetEntry(name)!.Open();
        using MemoryStream copy = new();
        content.CopyTo(copy);
        return copy.ToArray();
    }
}
