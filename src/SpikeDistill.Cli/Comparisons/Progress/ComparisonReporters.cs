using SpikeDistill.Cli.Screen;

namespace SpikeDistill.Cli.Comparisons.Progress;

internal static class ComparisonReporters
{
    public static IComparisonReporter Create(Terminal terminal, bool json)
    {
        terminal = terminal with { Output = TextWriter.Synchronized(terminal.Output) };
        return json ? new ComparisonJsonReporter(terminal)
            : terminal.Interactive ? new ComparisonBars(terminal)
            : new ComparisonLines(terminal);
    }
}
