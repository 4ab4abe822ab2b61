namespace SpikeDistill.Cli.Comparisons;

/// <summary>How a process works on a comparison that others may work on too.</summary>
/// <param name="Waits">
/// Whether it waits for the jobs that others have, and takes those over whose process dies; else it ends when none is left to take.
/// </param>
/// <param name="Retries">Whether it tries again what failed before it began.</param>
internal sealed record WorkerTerms(bool Waits, bool Retries);
