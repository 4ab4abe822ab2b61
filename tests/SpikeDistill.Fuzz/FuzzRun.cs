using System.Diagnostics;

namespace SpikeDistill.Fuzz;

/// <summary>An input that a reader did not stand.</summary>
/// <param name="Index">Its number; with the seed it makes the same input again.</param>
/// <param name="Problem">What happened.</param>
/// <param name="File">Where the input was written.</param>
internal sealed record FuzzFailure(int Index, string Problem, string File);

/// <summary>What came of a run.</summary>
internal sealed record FuzzSummary(
    string Target, int Inputs, int Read, int Refused, TimeSpan Slowest, double MostOfAllowance, TimeSpan Time, IReadOnlyList<FuzzFailure> Failures)
{
    public override string ToString()
        => $"{Target}: {Inputs} mutated inputs in {Time.TotalSeconds:F0} s, {Read} read, {Refused} refused, {Failures.Count} failures; slowest "
            + $"{Slowest.TotalMilliseconds:F0} ms, most memory {MostOfAllowance:P0} of what its length allows";
}

/// <summary>Mutates inputs by the seed and holds a reader to its promises: the documented exception or none, in time, within memory.</summary>
internal sealed class FuzzRun(FuzzTarget target, int seed, string reports)
{
    private const int MostFailures = 20;

    private readonly Mutator _mutator = new(target.Seeds, target.Tokens);
    private readonly List<FuzzFailure> _failures = [];
    private byte[] _input = [];
    private int _index = -1;
    private int _read;
    private TimeSpan _slowest;
    private double _most;

    /// <summary>The time one input may take. Reading takes microseconds; the rest is for a machine that does other things.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Runs the inputs with these numbers.</summary>
    public FuzzSummary Run(int first, int count)
    {
        Stopwatch clock = Stopwatch.StartNew();
        target.Read(target.Seeds[0], 0);
        Thread worker = new(() => ReadAll(first, count)) { IsBackground = true };
        worker.Start();
        int seen = -1;
        while (!worker.Join(Patience))
        {
            int now = Volatile.Read(ref _index);
            if (now == seen)
            {
                Fail(now, _input, $"took longer than {Patience.TotalSeconds:F0} s");
                break;
            }

            seen = now;
        }

        int done = Math.Max(0, _index - first + 1);
        return new FuzzSummary(target.Name, done, _read, done - _read - _failures.Count, _slowest, _most, clock.Elapsed, [.. _failures]);
    }

    private void ReadAll(int first, int count)
    {
        for (int index = first; index < first + count && _failures.Count < MostFailures; index++)
        {
            Random random = new(unchecked((seed * 1_000_003) + index));
            int origin = random.Next(target.Seeds.Count);
            byte[] input = target.Repair(_mutator.Mutate(origin, random), origin, random);
            _input = input;
            Volatile.Write(ref _index, index);
            ReadOne(index, input, origin);
        }
    }

    private void ReadOne(int index, byte[] input, int origin)
    {
        long start = Stopwatch.GetTimestamp(), before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            target.Read(input, origin);
            _read++;
        }
        catch (Exception failure) when (target.IsDocumented(failure))
        {
            // As promised.
        }
        catch (Exception failure)
        {
            Fail(index, input, failure.ToString());
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before + target.NativeBytes, allowed = target.AllowedBytes(input);
        TimeSpan taken = Stopwatch.GetElapsedTime(start);
        _slowest = taken > _slowest ? taken : _slowest;
        _most = Math.Max(_most, (double)allocated / allowed);
        if (allocated > allowed)
        {
            Fail(index, input, $"allocated {allocated} bytes for an input of {input.Length}, which allows {allowed}");
        }
    }

    private void Fail(int index, byte[] input, string problem)
    {
        Directory.CreateDirectory(reports);
        string file = Path.Combine(reports, $"{target.Name}-{seed}-{index}.bin");
        File.WriteAllBytes(file, input);
        _failures.Add(new FuzzFailure(index, problem, file));
    }
}
