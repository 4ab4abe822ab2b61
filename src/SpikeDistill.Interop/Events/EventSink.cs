namespace SpikeDistill.Interop.Events;

/// <summary>Takes the events of a file one after the other, checks them and counts what is amiss.</summary>
/// <param name="file">How errors name the file.</param>
/// <param name="sensor">The sensor; null where neither the file nor the reader says, so that events tell its size.</param>
internal sealed class EventSink(string file, SensorSize? sensor)
{
    /// <summary>Real recordings have a few events with a wrong time or pixel: so many of them, or this share, is taken for few.</summary>
    private const int Few = 8, FewInHundred = 1;

    private readonly List<Event> _events = [];
    private long _last = long.MinValue;
    private int _outside;
    private int _backwards;
    private int _width;
    private int _height;

    /// <summary>Records that are no events of pixels.</summary>
    public long Others { get; set; }

    public void Add(long time, int x, int y, bool on)
    {
        if (sensor is { } size && ((uint)x >= (uint)size.Width || (uint)y >= (uint)size.Height))
        {
            _outside++;
            return;
        }

        _backwards += time < _last ? 1 : 0;
        _last = time;
        (_width, _height) = (Math.Max(_width, x + 1), Math.Max(_height, y + 1));
        _events.Add(new Event(time, (ushort)x, (ushort)y, on));
    }

    /// <summary>The recording, at the end of the file.</summary>
    /// <exception cref="EventFileException">Too many events are outside the sensor, or earlier than those before them.</exception>
    public EventRecording Recording()
    {
        int count = _events.Count + _outside;
        if (IsMany(_outside, count))
        {
            throw new EventFileException(
                file,
                $"{_outside} of {count} events lie outside the sensor of {sensor!.Value.Width}x{sensor.Value.Height}.",
                "The file is damaged, or of another camera; name the size of its sensor.");
        }

        if (IsMany(_backwards, count))
        {
            throw new EventFileException(
                file,
                $"{_backwards} of {count} events are earlier than those before them; expected times that rise.",
                "The file is damaged, or its events are not in order; sort them by time.");
        }

        return new EventRecording(sensor?.Width ?? _width, sensor?.Height ?? _height, _events.ToArray())
        {
            Outside = _outside,
            Backwards = _backwards,
            Others = Others,
        };
    }

    private static bool IsMany(int amiss, int count) => amiss > Few && amiss > (long)count * FewInHundred / 100;
}
