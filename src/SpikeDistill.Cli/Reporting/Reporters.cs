using SpikeDistill.Cli.Runs;
using SpikeDistill.Cli.Screen;

namespace SpikeDistill.Cli.Reporting;

internal static class Reporters
{
    public static IReporter Create(Terminal terminal, bool json)
        => !terminal.Leads ? new SilentReporter()
        : json ? new JsonReporter(terminal)
        : terminal.Interactive ? new BarReporter(terminal)
        : new LineReporter(terminal);
}
