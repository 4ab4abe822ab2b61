using System.Buffers.Binary;

namespace SpikeDistill.Interop.Events;

/// <summary>
/// The polarity events of AEDAT 3.1, which DVS128 Gesture is recorded in: text lines up to #!END-HEADER, then packets of a 28-byte header
/// and so many events, little-endian. Events of other types are passed over.
/// Format: https://docs.inivation.com/software/software-advanced-usage/file-formats/aedat-3.1.html.
/// </summary>
internal static class Aedat3File
{
    private const string End = "#!END-HEADER";
    private const int HeaderBytes = 28, PolarityType = 1, PolarityBytes = 8;

    public static EventRecording Read(EventInput input, SensorSize? sensor)
    {
        SensorSize? size = sensor;
        while (input.Line('#') is { } line && line != End)
        {
            size ??= line.StartsWith("#Source", StringComparison.Ordinal) ? SensorSize.Of(line) : null;
            if (line.StartsWith("#Format:", StringComparison.Ordinal) && !line.Contains("RAW", StringComparison.Ordinal))
            {
                throw input.Fail($"its events are kept as '{line[8..].Trim()}', which is not read here; expected RAW.", "Save it again as RAW.");
            }
        }

        EventSink sink = new(input.File, size);
        while (input.TryRead(HeaderBytes, out ReadOnlySpan<byte> header))
        {
            (int type, int bytes) = (BinaryPrimitives.ReadInt16LittleEndian(header), BinaryPrimitives.ReadInt32LittleEndian(header[4..]));
            long overflow = BinaryPrimitives.ReadInt32LittleEndian(header[12..]), count = BinaryPrimitives.ReadInt32LittleEndian(header[20..]);
            if (bytes < 1 || count < 0 || overflow < 0 || (type == PolarityType && bytes != PolarityBytes))
            {
                throw input.Fail($"the packet before byte {input.Position} holds {count} events of {bytes} bytes, which cannot be.");
            }

            if (type != PolarityType)
            {
                input.Pass(count * bytes, "a packet");
                sink.Others += count;
                continue;
            }

            for (long i = 0; i < count; i++)
            {
                ReadOnlySpan<byte> record = input.Read(PolarityBytes, $"a packet of {count} events");
                uint data = BinaryPrimitives.ReadUInt32LittleEndian(record);
                long time = (overflow << 31) + BinaryPrimitives.ReadUInt32LittleEndian(record[4..]);
                if ((data & 1) == 0)
                {
                    sink.Others++;
                    continue;
                }

                sink.Add(time, (int)((data >> 17) & 0x7fff), (int)((data >> 2) & 0x7fff), (data & 2) != 0);
            }
        }

        return sink.Recording();
    }
}
