using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace SpikeDistill.Benchmarks.Peers;

/// <summary>Runs this benchmark and the PyTorch script in turn, several rounds, and prints the ratios.</summary>
internal static class PeerCommand
{
    public static int Run(string[] arguments)
    {
        PeerOptions options = PeerOptions.Parse(arguments);
        string python = PythonWithTorch.Find(options.Python), script = Repository.Locate("peers", "steps.py");
        string[] shared = [.. options.Shared, "--seconds", options.Seconds.ToString(CultureInfo.InvariantCulture), "--json"];
        List<JsonElement> ours = [], theirs = [];
        for (int round = 0; round < options.Rounds; round++)
        {
            ours.Add(Report(ChildProcess.OfThisProgram(["steps", .. shared, .. options.Own])));
            theirs.Add(Report(new ProcessStartInfo(python, [script, .. shared, .. options.Theirs])));
        }

        PeerComparison comparison = PeerComparison.Of(ours, theirs);
        if (options.Json) Console.WriteLine(JsonSerializer.Serialize(comparison, BenchmarkJson.Options));
        else Print(comparison, options.Rounds);
        if (options.Save)
        {
            JsonElement report = comparison.Ours;
            string rate = report.GetProperty("target_firing_rate") is { ValueKind: JsonValueKind.Number } target
                ? $"-rate{target.GetDouble() * 100:F0}"
                : string.Empty;
            string name = $"against-pytorch-{report.GetProperty("name").GetString()}-"
                + $"{report.GetProperty("simd_bits")}bit-{report.GetProperty("threads")}threads{rate}";
            Console.Error.WriteLine($"kept in {Repository.Save(report.GetProperty("processor").GetString()!, name, comparison)}");
        }

        return 0;
    }

    private static JsonElement Report(ProcessStartInfo start)
    {
        using JsonDocument document = JsonDocument.Parse(ChildProcess.Output(start));
        return document.RootElement.Clone();
    }

    private static void Print(PeerComparison comparison, int rounds)
    {
        JsonElement ours = comparison.Ours;
        Console.WriteLine(
            $"{ours.GetProperty("processor")}, {ours.GetProperty("threads")} thread(s), peak "
                + $"{ours.GetProperty("peak_gflops").GetDouble():F0} GFLOP/s; best of {rounds} rounds in turn");
        Console.WriteLine(
            $"{ours.GetProperty("title").GetString()}, T {ours.GetProperty("timesteps")}, batch "
                + $"{ours.GetProperty("batch")}; firing {ours.GetProperty("firing_rate").GetDouble():P1}");
        Console.WriteLine();
        Console.WriteLine($"{string.Empty,-22}{"SpikeDistill",14}{"  " + comparison.Framework,30}{"ratio",8}");
        foreach (PeerRow row in comparison.Rows) Console.WriteLine($"{row.Name,-22}{row.Ours,14:F1}{row.Theirs,30:F1}{row.Ratio,8:F2}");
        Console.WriteLine($"{"step, of peak",-22}{ours.GetProperty("step_share_of_peak").GetDouble(),14:F3}{Share("step"),30:F3}");
        Console.WriteLine($"{"inference, of peak",-22}{ours.GetProperty("inference_share_of_peak").GetDouble(),14:F3}{Share("inference"),30:F3}");

        double Share(string name)
        {
            JsonElement theirs = comparison.Theirs;
            double rate = theirs.GetProperty(name + "_gflop").GetDouble() / (theirs.GetProperty(name + "_ms").GetDouble() / 1000);
            return rate / ours.GetProperty("peak_gflops").GetDouble();
        }
    }
}
