namespace SpikeDistill.Cli.Screen;

/// <summary>Measures how fast units get done: a mean that forgets over some seconds, so that a changing network shows.</summary>
internal sealed class WorkMeter(TimeProvider clock)
{
    private const double ShortestSample = 0.2;
    private const double Memory = 5;

    private WorkStep _now;
    private long _sampledAt;
    private long _sampledDone;
    private double _weight;
    private double _rate;

    /// <summary>Units a second; 0 before there is anything to tell it from.</summary>
    public double PerSecond => _weight > 0 ? _rate / _weight : 0;

    /// <summary>Time left; null before there is anything to tell it from.</summary>
    public TimeSpan? Left
        => _now.Total is { } total && PerSecond > 0
            ? TimeSpan.FromSeconds(Math.Min((total - _now.Done) / PerSecond, TimeSpan.FromDays(99).TotalSeconds))
            : null;

    /// <summary>Takes note. Another task, or one that began again, starts the measurement anew.</summary>
    public void Add(WorkStep step)
    {
        bool begins = step.Doing != _now.Doing || step.Done < _now.Done;
        _now = step;
        if (begins)
        {
            (_sampledAt, _sampledDone, _weight, _rate) = (clock.GetTimestamp(), step.Done, 0, 0);
            return;
        }

        double seconds = clock.GetElapsedTime(_sampledAt).TotalSeconds;
        if (seconds < ShortestSample)
        {
            return;
        }

        double keep = Math.Exp(-seconds / Memory);
        _rate = (keep * _rate) + ((1 - keep) * (step.Done - _sampledDone) / seconds);
        _weight = (keep * _weight) + (1 - keep);
        (_sampledAt, _sampledDone) = (clock.GetTimestamp(), step.Done);
    }
}
