using System.Globalization;
using SpikeDistill.Statistics.Embedding;

namespace SpikeDistill.Benchmarks.Pages;

/// <summary>What it takes to draw a map of points by t-SNE, and how well it comes out: the points are those of tests/fixtures/make_tsne_fixture.py.</summary>
internal static class EmbeddingCommand
{
    private const string Usage = "embedding [--points N] [--threads N]";

    private const int Dimensions = 32, Clusters = 10;

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

        float[] points = Points(count);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = TimeProvider.System.GetTimestamp();
        TSneMap map = TSne.Draw(points, count, new TSneSettings { Threads = threads });
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} points, {map.Iterations} iterations, {threads} threads: {TimeProvider.System.GetElapsedTime(start).TotalSeconds:F1} s by the clock, "
                + $"{(Environment.CpuUsage.TotalTime - before).TotalSeconds:F1} s of processors; divergence {map.Divergence:F4}"));
        return 0;
    }

    /// <summary>Clusters from a linear congruential generator.</summary>
    private static float[] Points(int count)
    {
        ulong state = (ulong)count;
        double[] centers = [.. Enumerable.Range(0, Clusters * Dimensions).Select(_ => 4 * Normal())];
        return
        [
            .. Enumerable.Range(0, count * Dimensions).Select(k
                => (float)(centers[(k / Dimensions % Clusters * Dimensions) + (k % Dimensions)] + (2 * Normal()))),
        ];

        double Normal() => Enumerable.Range(0, 12).Sum(_ => Uniform()) - 6;

        double Uniform()
        {
            state = unchecked((state * 6364136223846793005) + 1442695040888963407);
            return (state >> 11) / Math.Pow(2, 53);
        }
    }
}
