using System.Globalization;
using SpikeDistill.Reference;
using SpikeDistill.Statistics.Embedding;

namespace SpikeDistill.Benchmarks.Pages;

/// <summary>What it takes to draw a map of points by t-SNE, and how well it comes out: the points are those of tests/fixtures/make_tsne_fixture.py.</summary>
internal static class EmbeddingCommand
{
    private const string Usage = "embedding [--points N] [--threads N]";

    public static int Run(string[] arguments)
    {
        int count = 5000, threads = Environment.ProcessorCount;
        OptionReader reader = new(arguments, Usage);
        while (reader.Next())
        {
            if (reader.Option is "--points") count = reader.Count(least: 100);
            else if (reader.Option is "--threads") threads = reader.Count();
            else throw reader.Unknown();
        }

        float[] points = ClusteredPoints.Of(count);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = TimeProvider.System.GetTimestamp();
        TSneMap map = TSne.Draw(points, count, new TSneSettings { Threads = threads });
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} points, {map.Iterations} iterations, {threads} threads: {TimeProvider.System.GetElapsedTime(start).TotalSeconds:F1} s by the clock, "
                + $"{(Environment.CpuUsage.TotalTime - before).TotalSeconds:F1} s of processors; divergence {map.Divergence:F4}"));
        return 0;
    }
}
