using System.Globalization;
using SpikeDistill.Reports;
using SpikeDistill.Runs;
using SpikeDistill.Watch;

namespace SpikeDistill.Benchmarks.Pages;

/// <summary>What it takes to list many runs, the first time and when nothing has changed, and to write the report of some of them.</summary>
internal static class PagesCommand
{
    private const string Usage = "pages [--runs N] [--epochs N] [--reported N]";

    public static int Run(string[] arguments)
    {
        int runs = 200, epochs = 300, reported = 10;
        OptionReader reader = new(arguments, Usage);
        while (reader.Next())
        {
            if (reader.Option is "--runs") runs = reader.Count();
            else if (reader.Option is "--epochs") epochs = reader.Count();
            else if (reader.Option is "--reported") reported = reader.Count();
            else throw reader.Unknown();
        }

        string folder = Directory.CreateTempSubdirectory("spikedistill-pages-").FullName;
        try
        {
            string[] made = [.. MadeRuns.Write(Path.Combine(folder, "runs"), runs, epochs)];
            Console.WriteLine($"{runs} runs of {epochs} epochs, {made.Sum(Measures) / 1e6:F1} MB of measures; clock, and processor time of all threads");
            List(Path.Combine(folder, "runs")).GetAwaiter().GetResult();
            string page = Path.Combine(folder, "report.html");
            Print($"report of {reported}", Time(() => Report.Read(made.Take(reported)).WritePage(page)));
            Print("  its page", $"{new FileInfo(page).Length / 1e6:F2} MB");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static long Measures(string run) => new FileInfo(Path.Combine(run, RunFolder.MetricsName)).Length;

    private static async Task List(string folder)
    {
        await using WatchServer server = await WatchServer.StartAsync(new WatchOptions { Folder = folder, Port = 0 });
        using HttpClient client = new();
        Uri list = new($"http://127.0.0.1:{server.Address.Port}/api/runs");
        foreach (string time in (string[])["first list", "again"])
        {
            Print(time, Time(() => client.GetStringAsync(list).GetAwaiter().GetResult()));
        }
    }

    private static string Time(Action work)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = TimeProvider.System.GetTimestamp();
        work();
        double clock = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds, processor = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
        return string.Create(CultureInfo.InvariantCulture, $"{clock,8:F0} ms{processor,8:F0} ms");
    }

    private static void Print(string what, string value) => Console.WriteLine($"{what,-16}{value,22}");
}
