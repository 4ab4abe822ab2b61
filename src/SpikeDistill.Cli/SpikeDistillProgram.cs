using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Mpi;

namespace SpikeDistill.Cli;

/// <summary>The program <c>spikedistill</c>, for a program of one's own with a catalog of its own (docs/guide/own-method.md).</summary>
public static class SpikeDistillProgram
{
    /// <summary>Runs a command as <c>spikedistill</c> does, on the process's console.</summary>
    /// <param name="arguments">The command with its options.</param>
    /// <param name="catalog">What recipes and options can name; null for what ships.</param>
    /// <returns>The exit code: 0 done, 1 the run failed, 2 bad usage or input, 130 interrupted.</returns>
    public static int Run(IReadOnlyList<string> arguments, Catalog? catalog = null)
    {
        Terminal terminal;
        try
        {
            terminal = Terminal.OfProcess() with { Catalog = ProgramCatalog.Of(catalog) };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine("error: the current folder is not there any more, or may not be read. Go to another and run this again.");
            return ExitCodes.BadInput;
        }

        MpiLaunch? launch = MpiLaunch.OfProcess();
        return RankedProgram.Wanted(launch, arguments) ? new RankedProgram(launch, terminal).Run(arguments) : CommandLine.Run(arguments, terminal);
    }
}
