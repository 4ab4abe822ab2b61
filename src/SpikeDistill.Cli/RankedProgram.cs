using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Processes;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Mpi;
using SpikeDistill.Ranks;
using SpikeDistill.Training;

namespace SpikeDistill.Cli;

/// <summary>
/// The program as one of the processes of an mpirun. Rank 0 speaks and writes; the others are silent. What ends one ends all: a failing
/// rank tells why and takes the others with it.
/// </summary>
/// <param name="launch">What started this process; null where that is not known.</param>
/// <param name="terminal">The process's own.</param>
internal sealed class RankedProgram(MpiLaunch? launch, Terminal terminal)
{
    /// <summary>Trains as one of the ranks although no known mpirun has started the process.</summary>
    public const string Option = "--mpi";

    private const string Train = "train";

    // What all ranks fail of is told by rank 0; it needs no longer than this to do so.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Whether a command is one for several processes.</summary>
    public static bool Wanted(MpiLaunch? launch, IReadOnlyList<string> arguments) => launch is { Size: > 1 } || arguments.Contains(Option);

    public int Run(IReadOnlyList<string> arguments)
    {
        if (arguments.Count > 0 && arguments[0] != Train)
        {
            return Refused(
                $"'{arguments[0]}' runs in one process, and mpirun started {launch?.Size ?? 1}; start it alone. Only '{Train}' is shared among processes.");
        }

        MpiRanks ranks;
        try
        {
            ranks = MpiRanks.Start(launch);
        }
        catch (MpiException failure)
        {
            return Refused(failure.Message);
        }

        using StringWriter unsaid = new();
        Terminal own = ranks.Rank == 0 ? terminal : terminal.Silenced(unsaid);
        if (launch is null && ranks.Count == 1)
        {
            own.Complain(
                $"{Option}: no launcher of MPI has started this process together with others, so it trains alone; "
                    + $"'mpirun -n N spikedistill {Train} …' starts N of them.");
        }

        return End(ranks, Guarded(ranks, own, arguments), unsaid);
    }

    private static int Guarded(MpiRanks ranks, Terminal own, IReadOnlyList<string> arguments)
    {
        try
        {
            ranks.RequireSame("versions of SpikeDistill", ProgramIdentity.Text, "Install the same on all machines.");
        }
        catch (RanksException failure)
        {
            own.Complain($"error: {failure.Message}");
            return ExitCodes.BadInput;
        }

        return CommandLine.Run(arguments, own with { Place = RankPlace.Of(ranks) });
    }

    private int End(MpiRanks ranks, int code, StringWriter unsaid)
    {
        // A run that is stopped is stopped on all ranks, which leave together.
        if (code is not (ExitCodes.Ok or ExitCodes.Interrupted) && ranks.Count > 1)
        {
            Tell(ranks.Rank, unsaid.ToString());
            ranks.Abort(code);
        }

        ranks.Any(false);
        ranks.Dispose();
        return code;
    }

    private int Refused(string message)
    {
        int rank = launch?.Rank ?? 0;
        if (rank == 0) terminal.Complain($"error: {message}");
        else Tell(rank, $"error: {message}");
        return ExitCodes.BadInput;
    }

    /// <summary>What a rank besides the first fails of, unless the first has ended all processes before.</summary>
    private void Tell(int rank, string message)
    {
        terminal.Output.Flush();
        if (rank > 0)
        {
            Thread.Sleep(Patience);
            foreach (string line in message.Split('\n', StringSplitOptions.RemoveEmptyEntries)) terminal.Complain($"rank {rank}: {line.TrimEnd('\r')}");
        }

        terminal.Errors.Flush();
    }
}
