using System.Text.Json;

namespace SpikeDistill.Benchmarks.Memory;

/// <summary>The memory that <c>train</c> promises against the most that its process holds: training, saving after every batch and evaluating.</summary>
internal static class MemoryCommand
{
    private const string Usage = "memory [--only TEXT] [--json]";

    public static int Run(string[] arguments)
    {
        string only = "";
        bool json = false;
        OptionReader reader = new(arguments, Usage);
        while (reader.Next())
        {
            if (reader.Option is "--only") only = reader.Text();
            else if (reader.Option is "--json") json = true;
            else throw reader.Unknown();
        }

        List<MemoryRow> rows = [];
        List<string> missed = [];
        if (!json) Console.WriteLine($"{"",-34}{"optimizer",-11}{"promise MB",11}{"peak MB",9}{"ratio",7}");
        foreach (MemoryCase one in MemoryCase.All.Where(one => one.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
        {
            foreach (string optimizer in (string[])["sgd", "adamw"])
            {
                MemoryRow row = MeasuredRun.Of(one, optimizer);
                rows.Add(row);
                if (row.Ratio < 1 || row.Ratio > MemoryCase.Most) missed.Add($"{row.Run}, {optimizer}");
                if (!json) Console.WriteLine($"{row.Run,-34}{row.Optimizer,-11}{row.PromiseBytes / 1e6,11:F1}{row.PeakBytes / 1e6,9:F1}{row.Ratio,7:F3}");
            }
        }

        if (json) Console.WriteLine(JsonSerializer.Serialize(rows, BenchmarkJson.Options));
        return missed.Count == 0 ? 0 : throw new BenchmarkException($"Promises below what was held, or too far above it: {string.Join("; ", missed)}.");
    }
}

/// <summary>A run's promise and its peak.</summary>
/// <param name="Run">The run.</param>
/// <param name="Optimizer">Its optimizer.</param>
/// <param name="PromiseBytes">What <c>train</c> said before it began.</param>
/// <param name="PeakBytes">The most resident memory of its process.</param>
internal sealed record MemoryRow(string Run, string Optimizer, long PromiseBytes, long PeakBytes)
{
    /// <summary>Promise over peak.</summary>
    public double Ratio => (double)PromiseBytes / PeakBytes;
}
