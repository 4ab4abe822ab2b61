using SpikeDistill.Cli.Comparisons;

namespace SpikeDistill.Cli.Reporting;

/// <summary>JSON lines: those of every run, which name it in <c>run</c>, and those of the comparison.</summary>
internal sealed class ComparisonJsonReporter(Terminal terminal) : IComparisonReporter
{
    public void Started(Comparison comparison, int jobs, int threads) => JsonReporter.Write(terminal, new
    {
        Event = "comparison_started",
        comparison.Name,
        comparison.Folder,
        comparison.Seeds,
        Variants = comparison.Variants.Select(variant => variant.Name),
        Runs = comparison.RunCount,
        Jobs = jobs,
        Threads = threads,
    });

    public void Watch(WorkAmounts amounts, Action work) => work();

    public IReporter OfRun(string name) => new JsonReporter(terminal, name);

    public void Ended(string name, string? failure, WorkAmounts amounts) => JsonReporter.Write(terminal, new
    {
        Event = "run_ended",
        Run = name,
        Name = name,
        Failure = failure,
        amounts.Ended,
        amounts.Jobs,
        SecondsLeft = amounts.Left?.TotalSeconds,
    });

    public void Warning(string message) => JsonReporter.Write(terminal, new { Event = "warning", Text = message });

    public void Finished(ComparisonResults results) => JsonReporter.Write(terminal, ComparisonJson.Of(results));
}
