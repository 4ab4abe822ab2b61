using System.Buffers.Binary;

namespace SpikeDistill.Interop.Events;

/// <summary>
/// Prophesee's DAT, which N-Cars and the automotive sets come in: text lines that begin with %, two bytes of type and size, then a time and an address
/// of 32 bits each, little-endian. Format: https://docs.prophesee.ai/stable/data/file_formats/dat.html.
/// </summary>
internal static class PropheseeDatFile
{
    private const int RecordBytes = 8, Triggers = 0x0e;

    public static EventRecording Read(EventInput input, PropheseeHeader header, SensorSize? sensor)
    {
        if (header["Version"] is { } version and not "2")
        {
            throw input.Fail($"it is of version {version} of the format; expected 2.", "Convert it to version 2 with Prophesee's tools.");
        }

        ReadOnlySpan<byte> kind = input.Read(2, "its header");
        (byte type, byte size) = (kind[0], kind[1]);
        if (size != RecordBytes || type == Triggers)
        {
            throw input.Fail($"it holds events of type {type} and {size} bytes; expected contrast changes (0 or 12) of {RecordBytes} bytes.");
        }

        EventSink sink = new(input.File, sensor);
        TimeUnwrapping times = new(32);
        while (input.TryRead(RecordBytes, out ReadOnlySpan<byte> record))
        {
            long time = times.Next(BinaryPrimitives.ReadUInt32LittleEndian(record));
            uint address = BinaryPrimitives.ReadUInt32LittleEndian(record[4..]);
            sink.Add(time, (int)(address & 0x3fff), (int)((address >> 14) & 0x3fff), ((address >> 28) & 0xf) != 0);
        }

        return sink.Recording();
    }
}
