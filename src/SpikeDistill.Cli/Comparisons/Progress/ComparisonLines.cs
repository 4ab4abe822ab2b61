using System.Text;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Cli.Screen;

namespace SpikeDistill.Cli.Comparisons.Progress;

/// <summary>Plain lines, each with the name of its run.</summary>
internal sealed class ComparisonLines(Terminal terminal) : IComparisonReporter
{
    public void Started(Comparison comparison, int jobs, int threads)
        => terminal.Say(ComparisonText.Started(comparison, terminal.Shown(comparison.Folder), jobs, threads));

    public void Watch(WorkAmounts amounts, ComparisonResults results, Action work) => work();

    public IReporter OfRun(string name) => new LineReporter(terminal with { Output = new PrefixWriter(terminal.Output, $"[{name}] ") });

    public void Ended(string name, string? failure, WorkAmounts amounts) => terminal.Say(ComparisonText.Ended(name, failure, amounts));

    public void Warning(string message) => terminal.Say("warning: " + message);

    public void Finished(ComparisonResults results) => SummaryText.Show(terminal, ComparisonSummary.Of(results));

    /// <summary>Writes whole lines with something in front.</summary>
    private sealed class PrefixWriter(TextWriter inner, string prefix) : TextWriter
    {
        public override Encoding Encoding => inner.Encoding;

        public override void WriteLine(string? value) => inner.WriteLine(prefix + value);
    }
}
