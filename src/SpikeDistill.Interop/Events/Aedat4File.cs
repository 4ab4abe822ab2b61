using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace SpikeDistill.Interop.Events;

/// <summary>
/// The polarity events of AEDAT 4: a line, a FlatBuffer that says how packets are packed and what streams there are, then packets, each with the number
/// of its stream and its length. Packets of other streams are passed over, the table at the end is not needed.
/// Format: https://docs.inivation.com/software/software-advanced-usage/file-formats/aedat-4.0.html.
/// </summary>
internal static class Aedat4File
{
    private const int Compression = 0, TablePosition = 1, Info = 2, Elements = 0;
    private const int EventBytes = 16, MostInfo = 1 << 20;

    public static EventRecording Read(EventInput input, SensorSize? sensor)
    {
        input.Line('#');
        Header header = Guard(input, "its header", () => ReadHeader(input));
        SensorSize? size = sensor ?? header.Sensor;
        EventSink sink = new(input.File, size);
        while ((header.End < 0 || input.Position < header.End) && input.TryRead(2 * sizeof(int), out ReadOnlySpan<byte> record))
        {
            (int stream, int length) = (BinaryPrimitives.ReadInt32LittleEndian(record), BinaryPrimitives.ReadInt32LittleEndian(record[4..]));
            if (length < 0) throw input.Fail($"the packet before byte {input.Position} has a length of {length}.");
            if (stream != header.Stream)
            {
                input.Pass(length, "a packet");
                sink.Others++;
                continue;
            }

            byte[] packet = input.ReadBlock(length, "a packet");
            Guard(input, $"the packet before byte {input.Position}", () => Add(PacketCompression.Unpack(packet, header.Compression).Span, sink));
        }

        return sink.Recording();
    }

    private static Header ReadHeader(EventInput input)
    {
        int length = (int)Math.Min(input.UInt32("its header"), int.MaxValue);
        if (length > MostInfo) throw new InvalidDataException($"it claims {length} bytes; expected at most {MostInfo}");
        byte[] prefixed = new byte[sizeof(uint) + length];
        BinaryPrimitives.WriteInt32LittleEndian(prefixed, length);
        input.ReadBlock(length, "its header").CopyTo(prefixed, sizeof(uint));
        FlatTable table = FlatTable.SizePrefixed(prefixed);
        (int stream, SensorSize? sensor) = Stream(Encoding.UTF8.GetString(table.Vector(Info, 1)));
        return new Header(table.Int32(Compression, 0), table.Int64(TablePosition, -1), stream, sensor);
    }

    /// <summary>The number of the first stream of events, and its sensor, out of the XML that names streams.</summary>
    private static (int Stream, SensorSize? Sensor) Stream(string xml)
    {
        XmlReaderSettings settings = new() { DtdProcessing = DtdProcessing.Prohibit, MaxCharactersInDocument = MostInfo };
        using XmlReader reader = XmlReader.Create(new StringReader(xml), settings);
        foreach (XElement node in Depth(XDocument.Load(reader)).Elements("node").Where(node => Value(node, "typeIdentifier") == "EVTS"))
        {
            if (int.TryParse((string?)node.Attribute("name"), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                XElement? info = node.Elements("node").FirstOrDefault(inner => (string?)inner.Attribute("name") == "info");
                return (number, Number(info, "sizeX") is { } width && Number(info, "sizeY") is { } height ? new SensorSize(width, height) : null);
            }
        }

        throw new InvalidDataException("it names no stream of polarity events (EVTS)");

        static int? Number(XElement? node, string key)
            => int.TryParse(node is null ? null : Value(node, key), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                && number is > 0 and <= short.MaxValue ? number : null;
    }

    /// <summary>The node that lists the streams.</summary>
    private static XElement Depth(XDocument document)
        => document.Root?.Elements("node").FirstOrDefault(node => (string?)node.Attribute("name") == "outInfo")
            ?? throw new InvalidDataException("it lists no streams (outInfo)");

    private static string? Value(XElement node, string key)
        => node.Elements("attr").FirstOrDefault(attribute => (string?)attribute.Attribute("key") == key)?.Value;

    private static void Add(ReadOnlySpan<byte> packet, EventSink sink)
    {
        ReadOnlySpan<byte> events = FlatTable.SizePrefixed(packet).Vector(Elements, EventBytes);
        for (; events.Length > 0; events = events[EventBytes..])
        {
            (int x, int y) = (BinaryPrimitives.ReadInt16LittleEndian(events[8..]), BinaryPrimitives.ReadInt16LittleEndian(events[10..]));
            if (x < 0 || y < 0) throw new InvalidDataException($"an event at column {x} and row {y}");
            sink.Add(BinaryPrimitives.ReadInt64LittleEndian(events), x, y, events[12] != 0);
        }
    }

    private static void Guard(EventInput input, string part, Action read) => Guard(input, part, () =>
    {
        read();
        return 0;
    });

    private static T Guard<T>(EventInput input, string part, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is InvalidDataException or XmlException)
        {
            throw input.Fail($"{part} cannot be read: {failure.Message}.", inner: failure);
        }
    }

    private sealed record Header(int Compression, long End, int Stream, SensorSize? Sensor);
}
