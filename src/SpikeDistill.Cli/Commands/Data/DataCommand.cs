using System.CommandLine;
using SpikeDistill.Cli.Screen;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>data</c>: what concerns the data sets themselves.</summary>
internal static class DataCommand
{
    public static Command Create(Terminal terminal) => new("data", "Fetch, list, verify, measure and simulate data sets.")
    {
        DataFetchCommand.Create(terminal),
        DataListCommand.Create(terminal),
        DataVerifyCommand.Create(terminal),
        DataStatsCommand.Create(terminal),
        DataSimulateCommand.Create(terminal),
    };
}
