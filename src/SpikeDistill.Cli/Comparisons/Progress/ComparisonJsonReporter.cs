using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Cli.Screen;

namespace SpikeDistill.Cli.Comparisons.Progress;

/// <summary>JSON lines: those of every run, which name it in <c>run</c>, and those of the comparison.</summary>
internal sealed class ComparisonJsonReporter(Terminal terminal) : IComparisonReporter
{
    public void Started(Comparison comparison, int jobs, int threads) => terminal.WriteJson(new
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

    public void Watch(WorkAmounts amounts, ComparisonResults results, Action work) => work();

    public IReporter OfRun(string name) => new JsonReporter(terminal, name);

    public void Ended(string name, string? failure, WorkAmounts amounts) => terminal.WriteJson(new
    {
        Event = "run_ended",
        Run = name,
        Name = name,
        Failure = failure,
        amounts.Ended,
        amounts.Jobs,
        SecondsLeft = amounts.Left?.TotalSeconds,
    });

    public void Warning(string message) => terminal.WriteJson(new { Event = "warning", Text = message });

    public void Finished(ComparisonResults results) => terminal.WriteJson(ComparisonJson.Of(results));
}
