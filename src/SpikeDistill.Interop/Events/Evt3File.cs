using System.Buffers.Binary;
using System.Numerics;

namespace SpikeDistill.Interop.Events;

/// <summary>
/// Prophesee's RAW with events of EVT 3.0: words of 16 bits, little-endian, whose upper four bits say what they are. A row, a time and the column of
/// a vector stay as they are until a word changes them; a vector's bits are events side by side.
/// Format: https://docs.prophesee.ai/stable/data/encoding_formats/evt3.html.
/// </summary>
internal static class Evt3File
{
    private const int WordBytes = 2, Row = 0x0, Column = 0x2, VectorBase = 0x3, Vector12 = 0x4, Vector8 = 0x5, TimeLow = 0x6, TimeHigh = 0x8;

    public static EventRecording Read(EventInput input, SensorSize? sensor)
    {
        EventSink sink = new(input.File, sensor);
        TimeUnwrapping times = new(12);
        long high = -1, low = 0;
        int row = -1, column = 0;
        bool on = false;
        while (input.TryRead(WordBytes, out ReadOnlySpan<byte> record))
        {
            int word = BinaryPrimitives.ReadUInt16LittleEndian(record), value = word & 0xfff;
            bool begun = high >= 0 && row >= 0;
            switch (word >> 12)
            {
                case Row: row = value & 0x7ff; break;
                case Column when begun: sink.Add((high << 12) | low, value & 0x7ff, row, (value & 0x800) != 0); break;
                case VectorBase: (column, on) = (value & 0x7ff, (value & 0x800) != 0); break;
                case Vector12 when begun: Side(value, 12); break;
                case Vector8 when begun: Side(value & 0xff, 8); break;
                case TimeLow: low = value; break;
                case TimeHigh: (high, low) = (times.Next(value), 0); break;
                default: sink.Others++; break;
            }
        }

        return sink.Recording();

        void Side(int bits, int width)
        {
            for (; bits != 0; bits &= bits - 1)
            {
                sink.Add((high << 12) | low, column + BitOperations.TrailingZeroCount(bits), row, on);
            }

            // As the format says, the next vector begins behind this one; 11 bits hold its column.
            column = (column + width) & 0x7ff;
        }
    }
}
