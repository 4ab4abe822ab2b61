// What more machines give: one network on 1 to 256 ranks, from measured steps and exchanges, and many runs on 1 to 256 workers, from a forecast.
//   dotnet run benchmarks/scaling/scaling.cs -- benchmarks/scaling/measured.json
//   dotnet run benchmarks/scaling/scaling.cs -- benchmarks/scaling/measured.json table-1.json
// measured.json holds what was measured; put your own in. table-1.json is what a forecast writes:
//   spikedistill reproduce tser/table-1-cifar100 --scale paper --estimate --json > table-1.json
// docs/scaling.md has the model in words.
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using SpikeDistill.Scaling;

if (args is not ([_] or [_, _]))
{
    Console.Error.WriteLine("Usage: dotnet run benchmarks/scaling/scaling.cs -- MEASURED.json [FORECAST.json]");
    return 2;
}

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int[] counts = [1, 2, 4, 8, 16, 32, 64, 128, 256];
Measured measured = JsonSerializer.Deserialize(File.ReadAllText(args[0]), Reading.Default.Measured)!;
foreach (MeasuredNetwork network in measured.Networks)
{
    Line line = Line.Through(network.Steps);
    Console.WriteLine($"\n{network.Name}, batch {network.Batch}: a step takes {1000 * line.Fixed:F0} ms and {1000 * line.PerSample:F1} ms an image.");
    Console.WriteLine($"\n| link | {string.Join(" | ", counts)} |\n|---|{string.Concat(counts.Select(_ => "---|"))}");
    foreach (MeasuredLink link in measured.Links)
    {
        foreach (bool overlapped in (bool[])[false, true])
        {
            double alone = Step(network, line, link, 1, overlapped);
            IEnumerable<string> cells = counts.Select(ranks => ranks > network.Batch ? "-"
                : $"{alone / Step(network, line, link, ranks, overlapped):F1} ({1000 * Step(network, line, link, ranks, overlapped):F0} ms)");
            Console.WriteLine($"| {link.Name}{(overlapped ? ", overlapped" : "")} | {string.Join(" | ", cells)} |");
        }
    }
}

if (args is [_, { } file])
{
    Forecast forecast = JsonSerializer.Deserialize(File.ReadAllText(file), Reading.Default.Forecast)!;
    Console.WriteLine($"\n{forecast.Entry}: {forecast.Each.Count} runs.\n\n| workers | days | speed-up |\n|---|---|---|");
    double alone = Schedule(forecast.Each, 1);
    foreach (int workers in counts)
    {
        double seconds = Schedule(forecast.Each, workers);
        Console.WriteLine($"| {workers} | {seconds / 86400:F1} | {alone / seconds:F1} |");
    }
}

return 0;

// A step on ranks that share a batch, seconds: the largest part of it, then what is exchanged.
double Step(MeasuredNetwork network, Line line, MeasuredLink link, int ranks, bool overlapped)
{
    int part = (network.Batch + ranks - 1) / ranks;
    double computing = line.Fixed + (line.PerSample * part);
    if (ranks == 1)
    {
        return computing;
    }

    // Gradients: each rank sums its part of a bucket and gives it to the others, so that all of it goes over its link twice, but for its own part.
    double bytes = sizeof(float) * network.Parameters, share = (ranks - 1.0) / ranks;
    double buckets = Math.Ceiling(bytes / measured.BucketBytes);
    double gradients = (2 * buckets * (ranks - 1) * link.LatencySeconds) + (2 * share * bytes / link.BytesPerSecond) + (bytes / measured.SummedBytesPerSecond);

    // Normalizations: two numbers a channel, of double precision, from all to all, forward and backward.
    double statistics = 2 * network.Normalizations * Math.Ceiling(Math.Log2(ranks)) * link.LatencySeconds
        + (2 * sizeof(double) * 2 * network.NormalizedChannels * (ranks - 1) / link.BytesPerSecond);
    double hidden = overlapped ? Math.Min(gradients, measured.BackwardShare * computing) : 0;
    return computing + gradients - hidden + statistics;
}

// Seconds until all runs are done: each worker takes the next in the order of the file whose teacher is there, as workers do.
double Schedule(IReadOnlyList<Run> runs, int workers)
{
    double[] free = new double[workers];
    Dictionary<string, double> done = [];
    List<Run> waiting = [.. runs];
    while (waiting.Count > 0)
    {
        int worker = Array.IndexOf(free, free.Min());
        Run next = waiting.Find(run => Ready(run) <= free[worker]) ?? waiting.MinBy(Ready)!;
        double end = Math.Max(free[worker], Ready(next)) + next.Seconds;
        (free[worker], done[next.Name]) = (end, end);
        waiting.Remove(next);
    }

    return done.Values.Max();

    double Ready(Run run) => run.After is null || runs.All(other => other.Name != run.After) ? 0 : done.GetValueOrDefault(run.After, double.MaxValue);
}

namespace SpikeDistill.Scaling
{
    /// <summary>A straight line through the times of steps of several batch sizes: what a step costs whatever its batch, and what an image adds.</summary>
    internal sealed record Line(double Fixed, double PerSample)
    {
        /// <summary>By least squares of relative errors.</summary>
        public static Line Through(IReadOnlyList<MeasuredStep> steps)
        {
            double s0 = 0, s1 = 0, s2 = 0, y0 = 0, y1 = 0;
            foreach (MeasuredStep step in steps)
            {
                double weight = 1 / (step.Milliseconds * step.Milliseconds), x = step.Batch, y = step.Milliseconds / 1000;
                (s0, s1, s2, y0, y1) = (s0 + weight, s1 + (weight * x), s2 + (weight * x * x), y0 + (weight * y), y1 + (weight * x * y));
            }

            double slope = ((s0 * y1) - (s1 * y0)) / ((s0 * s2) - (s1 * s1));
            return new Line(Math.Max(0, (y0 - (slope * s1)) / s0), slope);
        }
    }

    internal sealed record Measured(
        string Machine, double BucketBytes, double SummedBytesPerSecond, double BackwardShare, IReadOnlyList<MeasuredNetwork> Networks,
        IReadOnlyList<MeasuredLink> Links);

    internal sealed record MeasuredNetwork(
        string Name, int Batch, double Parameters, int Normalizations, int NormalizedChannels, IReadOnlyList<MeasuredStep> Steps);

    internal sealed record MeasuredStep(int Batch, double Milliseconds);

    internal sealed record MeasuredLink(string Name, double LatencySeconds, double BytesPerSecond);

    internal sealed record Forecast(string Entry, IReadOnlyList<Run> Each);

    internal sealed record Run(string Name, string? After, double Seconds);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(Measured))]
    [JsonSerializable(typeof(Forecast))]
    internal sealed partial class Reading : JsonSerializerContext;
}
