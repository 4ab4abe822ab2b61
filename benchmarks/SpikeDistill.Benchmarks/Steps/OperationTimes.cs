using System.Diagnostics;
using SpikeDistill.Tensors;

namespace SpikeDistill.Benchmarks.Steps;

/// <summary>Puts the time of a run down to its operations: whatever passes between two of their calls belongs to the second.</summary>
internal sealed class OperationTimes(bool byShape) : IOperationObserver
{
    private readonly Dictionary<(string Operation, OperationPart Part, string Output), (long Ticks, int Count)> _times = [];
    private long _last;

    public void Start() => _last = Stopwatch.GetTimestamp();

    public void Done(string operation, OperationPart part, Shape output)
    {
        long now = Stopwatch.GetTimestamp();
        var key = (operation, part, byShape ? output.ToString() : string.Empty);
        (long ticks, int count) = _times.GetValueOrDefault(key);
        _times[key] = (ticks + now - _last, count + 1);
        _last = Stopwatch.GetTimestamp();
    }

    /// <summary>What was measured, per run, the most expensive first.</summary>
    public IReadOnlyList<OperationTime> Table(int runs)
    {
        double total = _times.Values.Sum(time => (double)time.Ticks);
        return
        [
            .. _times.Select(pair => new OperationTime
            {
                Operation = pair.Key.Operation,
                Part = pair.Key.Part.ToString(),
                Output = pair.Key.Output,
                Count = pair.Value.Count / runs,
                Milliseconds = pair.Value.Ticks * 1000.0 / Stopwatch.Frequency / runs,
                Share = pair.Value.Ticks / total,
            }).OrderByDescending(time => time.Milliseconds),
        ];
    }
}

/// <summary>The time of one part of one operation in a run.</summary>
internal sealed record OperationTime
{
    public required string Operation { get; init; }

    public required string Part { get; init; }

    /// <summary>The output's shape where shapes are told apart.</summary>
    public required string Output { get; init; }

    public required int Count { get; init; }

    public required double Milliseconds { get; init; }

    public required double Share { get; init; }
}
