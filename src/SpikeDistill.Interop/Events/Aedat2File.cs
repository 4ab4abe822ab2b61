using System.Buffers.Binary;
using System.Text;

namespace SpikeDistill.Interop.Events;

/// <summary>
/// AEDAT 2.0 of jAER: text lines that begin with #, then an address and a time of 32 bits each, big-endian. Addresses are those of the DVS128,
/// which CIFAR10-DVS was recorded with too (x in bits 1 to 7 from the right, y in bits 8 to 14, bit 0 set for darker), or of a DAVIS.
/// Format: https://docs.inivation.com/software/software-advanced-usage/file-formats/aedat-2.0.html.
/// </summary>
internal static class Aedat2File
{
    public const string Mark = "#!AER-DAT2.0";

    private const int RecordBytes = 8, Side = 128;
    private const uint DavisOther = 0x8000_0000, Dvs128Other = 0xffff_8000;

    public static EventRecording Read(EventInput input, SensorSize? sensor)
    {
        string? camera = null;
        while (input.Line('#') is { } line)
        {
            camera = line.Contains("AEChip:", StringComparison.Ordinal) ? line : camera;
        }

        bool davis = camera?.Contains("davis", StringComparison.OrdinalIgnoreCase) ?? false;
        SensorSize size = sensor ?? SensorSize.Of(camera ?? "") ?? (davis ? new SensorSize(240, 180) : new SensorSize(Side, Side));
        EventSink sink = new(input.File, size);
        TimeUnwrapping times = new(32);
        while (input.TryRead(RecordBytes, out ReadOnlySpan<byte> record))
        {
            uint address = BinaryPrimitives.ReadUInt32BigEndian(record);
            long time = times.Next(BinaryPrimitives.ReadUInt32BigEndian(record[4..]));
            if ((address & (davis ? DavisOther : Dvs128Other)) != 0)
            {
                sink.Others++;
            }
            else if (davis)
            {
                sink.Add(time, size.Width - 1 - (int)((address >> 12) & 0x3ff), (int)((address >> 22) & 0x1ff), ((address >> 11) & 1) == 1);
            }
            else
            {
                sink.Add(time, Side - 1 - (int)((address >> 1) & 0x7f), (int)((address >> 8) & 0x7f), (address & 1) == 0);
            }
        }

        return sink.Recording();
    }

    /// <summary>Writes events of a DVS128.</summary>
    /// <exception cref="ArgumentException">An event is outside its sensor, or its time does not fit into 32 bits.</exception>
    public static void Write(Stream stream, ReadOnlySpan<Event> events)
    {
        stream.Write(Encoding.ASCII.GetBytes(
            Mark + "\r\n# This is a raw AE data file - do not edit\r\n"
                + "# Data format is int32 address, int32 timestamp (8 bytes total), repeated for each event\r\n"
                + "# Timestamps tick is 1 us\r\n# AEChip: ch.unizh.ini.jaer.chip.retina.DVS128\r\n"));
        byte[] bytes = new byte[RecordBytes * events.Length];
        for (int i = 0; i < events.Length; i++)
        {
            Event one = events[i];
            if (one.X >= Side || one.Y >= Side || one.Time is < 0 or > uint.MaxValue)
            {
                throw new ArgumentException($"AEDAT 2.0 of a DVS128 holds 128x128 pixels and times of 32 bits, not {one}.", nameof(events));
            }

            uint address = ((uint)one.Y << 8) | ((uint)(Side - 1 - one.X) << 1) | (one.On ? 0u : 1u);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(i * RecordBytes), address);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan((i * RecordBytes) + 4), (uint)one.Time);
        }

        stream.Write(bytes);
    }
}
