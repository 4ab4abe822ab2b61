using SpikeDistill.Interop.Events;

namespace SpikeDistill.Data;

/// <summary>Tells the frame of each event of a recording, one after the other.</summary>
internal ref struct FrameClock
{
    private readonly EventFraming _framing;
    private readonly int _events;
    private readonly long _first;
    private readonly ulong _length;
    private long _latest;

    public FrameClock(EventFraming framing, ReadOnlySpan<Event> events)
    {
        (_framing, _events) = (framing, events.Length);
        _first = _latest = events.Length == 0 ? 0 : events[0].Time;
        long last = _first;
        foreach (Event one in events) last = Math.Max(last, one.Time);
        _length = framing.Cut == FrameCut.Duration ? (ulong)framing.Duration : Since(last) / (ulong)framing.Steps;
    }

    /// <summary>The frame of an event; beyond the last where it belongs to none. Frames do not go back where times do.</summary>
    public int StepOf(int index, long time)
    {
        if (_framing.Cut == FrameCut.Number)
        {
            // As SpikingJelly: N / T events a frame, and the last one takes the rest.
            int each = _events / _framing.Steps;
            return each == 0 ? index : Math.Min(index / each, _framing.Steps - 1);
        }

        _latest = Math.Max(_latest, time);
        ulong step = _length == 0 ? 0 : Since(_latest) / _length;
        return (int)Math.Min(step, (ulong)(_framing.Cut == FrameCut.Time ? _framing.Steps - 1 : _framing.Steps));
    }

    /// <summary>The time since the first event; times may lie further apart than a signed number says.</summary>
    private readonly ulong Since(long time) => unchecked((ulong)(time - _first));
}
