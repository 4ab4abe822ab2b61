namespace SpikeDistill.Benchmarks;

/// <summary>Something that keeps a measurement from being made; the message is for the one who started it.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
