namespace SpikeDistill.Cli;

internal static class Program
{
    private static int Main(string[] arguments) => CommandLine.Run(arguments, Terminal.OfProcess());
}
