using System.Text.Json;

namespace SpikeDistill.Benchmarks;

internal static class BenchmarkJson
{
    public static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };
}
