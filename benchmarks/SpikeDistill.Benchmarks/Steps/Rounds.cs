using System.Diagnostics;
using SpikeDistill.Benchmarks.Kernels;
using SpikeDistill.Tensors;

namespace SpikeDistill.Benchmarks.Steps;

/// <summary>
/// Times several actions and the multiply-add peak in turn, round after round, so that all of them see the same moods of the
/// machine. The peak is the best of its measurements, as are the times.
/// </summary>
internal sealed class Rounds
{
    private const int Fewest = 5;
    private const int WarmupRounds = 3;
    private const double WarmupSeconds = 2;

    private readonly Engine _engine;
    private readonly Action[] _actions;
    private readonly List<double>[] _seconds;

    public Rounds(Engine engine, params Action[] actions)
    {
        _engine = engine;
        _actions = actions;
        _seconds = [.. actions.Select(_ => new List<double>())];
    }

    /// <summary>Multiply-adds times two, per second, of the engine's threads together.</summary>
    public double Peak { get; private set; }

    public double Best(int action) => _seconds[action].Min();

    public double Median(int action) => _seconds[action].Order().ElementAt(_seconds[action].Count / 2);

    /// <summary>Runs everything until compiled code and memory have settled.</summary>
    public void WarmUp(double seconds)
    {
        Run(WarmupRounds, Math.Min(WarmupSeconds, seconds));
        foreach (List<double> times in _seconds) times.Clear();
    }

    public void Run(double seconds) => Run(Fewest, seconds);

    private void Run(int fewest, double seconds)
    {
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < fewest || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; round++) Once();
    }

    public void Once()
    {
        for (int i = 0; i < _actions.Length; i++)
        {
            Peak = Math.Max(Peak, FmaPeak.Measure(_engine.Workers));
            _seconds[i].Add(Stopwatches.Time(_actions[i], _engine.Workers.Count));
        }
    }
}
