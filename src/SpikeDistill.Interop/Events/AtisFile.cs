namespace SpikeDistill.Interop.Events;

/// <summary>
/// The .bin files of N-MNIST and N-Caltech101: five bytes an event: x, y, polarity (one bit) and time in microseconds (23 bits, most
/// significant first). A y of 240 is no event but an overflow of the clock, which adds 2^13 to all times that follow.
/// Format: https://www.garrickorchard.com/datasets/n-mnist.
/// </summary>
internal static class AtisFile
{
    private const int RecordBytes = 5, OverflowRow = 240, OverflowTime = 1 << 13;

    public static EventRecording Read(EventInput input, SensorSize? sensor)
    {
        EventSink sink = new(input.File, sensor);
        long added = 0;
        while (input.TryRead(RecordBytes, out ReadOnlySpan<byte> record))
        {
            if (record[1] == OverflowRow)
            {
                added += OverflowTime;
                sink.Others++;
                continue;
            }

            long time = added + ((record[2] & 0x7f) << 16) + (record[3] << 8) + record[4];
            sink.Add(time, record[0], record[1], (record[2] & 0x80) != 0);
        }

        return sink.Recording();
    }

    /// <summary>Writes events.</summary>
    /// <exception cref="ArgumentException">A pixel beyond 255 columns and 239 rows, or a time beyond 23 bits.</exception>
    public static void Write(Stream stream, ReadOnlySpan<Event> events)
    {
        byte[] bytes = new byte[RecordBytes * events.Length];
        for (int i = 0; i < events.Length; i++)
        {
            Event one = events[i];
            if (one.X > byte.MaxValue || one.Y >= OverflowRow || one.Time is < 0 or >= 1 << 23)
            {
                throw new ArgumentException($"A .bin file holds pixels up to 255, 239 and times below 2^23 microseconds, not {one}.", nameof(events));
            }

            Span<byte> record = bytes.AsSpan(i * RecordBytes, RecordBytes);
            (record[0], record[1]) = ((byte)one.X, (byte)one.Y);
            record[2] = (byte)((one.On ? 0x80 : 0) | (int)(one.Time >> 16));
            record[3] = (byte)(one.Time >> 8);
            record[4] = (byte)one.Time;
        }

        stream.Write(bytes);
    }
}
