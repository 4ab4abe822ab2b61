using System.Text.Json;

namespace SpikeDistill.Benchmarks.Peers;

/// <summary>What both sides measured, best of all rounds, and the peer's figure over ours.</summary>
internal sealed record PeerComparison
{
    public required string Framework { get; init; }

    public required IReadOnlyList<PeerRow> Rows { get; init; }

    /// <summary>The whole report of each side's best round.</summary>
    public required JsonElement Ours { get; init; }

    public required JsonElement Theirs { get; init; }

    public static PeerComparison Of(IReadOnlyList<JsonElement> ours, IReadOnlyList<JsonElement> theirs) => new()
    {
        Framework = $"{theirs[0].GetProperty("framework").GetString()}, {theirs[0].GetProperty("blas").GetString()}",
        Rows = [.. PeerRow.Names.Select(name => new PeerRow(name, Best(ours, name), Best(theirs, name)))],
        Ours = ours.MinBy(report => report.GetProperty("step_ms").GetDouble()),
        Theirs = theirs.MinBy(report => report.GetProperty("step_ms").GetDouble()),
    };

    private static double Best(IReadOnlyList<JsonElement> reports, string name) => reports.Min(report => report.GetProperty(name).GetDouble());
}

/// <summary>A figure as both reports name it; smaller is better.</summary>
internal sealed record PeerRow(string Name, double Ours, double Theirs)
{
    public static readonly IReadOnlyList<string> Names = ["step_ms", "step_median_ms", "inference_ms", "inference_median_ms", "peak_memory_mib"];

    public double Ratio => Theirs / Ours;
}
