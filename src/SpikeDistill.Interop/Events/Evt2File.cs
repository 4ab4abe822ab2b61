using System.Buffers.Binary;

namespace SpikeDistill.Interop.Events;

/// <summary>
/// Prophesee's RAW with events of EVT 2.0: words of 32 bits, little-endian, whose upper four bits say what they are; the upper bits of the time come in
/// words of their own. Format: https://docs.prophesee.ai/stable/data/encoding_formats/evt2.html.
/// </summary>
internal static class Evt2File
{
    private const int WordBytes = 4, Off = 0, On = 1, TimeHigh = 8;

    public static EventRecording Read(EventInput input, SensorSize? sensor)
    {
        EventSink sink = new(input.File, sensor);
        TimeUnwrapping times = new(28);
        long high = -1;
        while (input.TryRead(WordBytes, out ReadOnlySpan<byte> record))
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(record);
            int kind = (int)(word >> 28);
            if (kind == TimeHigh)
            {
                high = times.Next(word & 0x0fff_ffff);
            }
            else if (kind is Off or On && high >= 0)
            {
                sink.Add((high << 6) | ((word >> 22) & 0x3f), (int)((word >> 11) & 0x7ff), (int)(word & 0x7ff), kind == On);
            }
            else
            {
                // Triggers and what a camera adds; and events before the first time, as a recording that was begun in between has.
                sink.Others++;
            }
        }

        return sink.Recording();
    }
}
