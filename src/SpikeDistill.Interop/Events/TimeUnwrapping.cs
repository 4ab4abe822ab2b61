namespace SpikeDistill.Interop.Events;

/// <summary>Times of so many bits, which begin anew at zero, as times that go on.</summary>
internal sealed class TimeUnwrapping(int bits)
{
    private readonly long _range = 1L << bits;
    private long _base;
    private long _last;

    /// <summary>A time that falls by more than half of the range has begun anew.</summary>
    public long Next(long time)
    {
        if (_last - time > _range / 2) _base += _range;
        _last = time;
        return _base + time;
    }
}
