using SpikeDistill.Cli.Screen;

namespace SpikeDistill.Cli;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        using IDisposable signals = Interruption.Plain();
        return SpikeDistillProgram.Run(arguments);
    }
}
