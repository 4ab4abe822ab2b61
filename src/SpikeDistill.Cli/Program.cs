namespace SpikeDistill.Cli;

internal static class Program
{
    private static int Main(string[] arguments) => SpikeDistillProgram.Run(arguments);
}
