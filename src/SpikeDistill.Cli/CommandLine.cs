using System.CommandLine;
using System.CommandLine.Help;
using SpikeDistill.Cli.Commands;
using SpikeDistill.Cli.Recipes;
using SpikeDistill.Data;

namespace SpikeDistill.Cli;

/// <summary>The commands, and what happens with their mistakes and failures.</summary>
internal static class CommandLine
{
    public static int Run(IReadOnlyList<string> arguments, Terminal terminal)
    {
        ParseResult parsed = Commands(terminal).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        InvocationConfiguration configuration = new()
        {
            Output = terminal.Output,
            Error = terminal.Errors,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        return parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples
            ? BadUsage(parsed, terminal)
            : Guarded(() => parsed.Invoke(configuration), terminal);
    }

    private static RootCommand Commands(Terminal terminal)
    {
        RootCommand root = new("SpikeDistill distils artificial networks into spiking networks, on the CPU.")
        {
            DemoCommand.Create(terminal),
            TrainCommand.Create(terminal),
            EvaluateCommand.Create(terminal),
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    private static int BadUsage(ParseResult parsed, Terminal terminal)
    {
        foreach (string message in parsed.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal))
        {
            terminal.Errors.WriteLine($"error: {message}");
        }

        Command command = parsed.CommandResult.Command;
        IEnumerable<string> known = [.. command.Subcommands.Select(one => one.Name), .. command.Options.Select(one => one.Name)];
        foreach (string token in parsed.UnmatchedTokens)
        {
            if (Nearest.Find(token, known) is { } near)
            {
                terminal.Errors.WriteLine($"Did you mean '{near}'?");
            }
        }

        terminal.Errors.WriteLine($"'spikedistill {(command is RootCommand ? "" : command.Name + " ")}--help' shows what there is.");
        return ExitCodes.BadInput;
    }

    private static int Guarded(Func<int> command, Terminal terminal)
    {
        try
        {
            return command();
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception error) when (error is RecipeException or InputException or DataSetException)
        {
            return Fail(error, error.Message, ExitCodes.BadInput, terminal);
        }
        catch (Exception error) when (error is RunException or IOException or UnauthorizedAccessException)
        {
            return Fail(error, error.Message, ExitCodes.Failure, terminal);
        }
        catch (Exception error)
        {
            string message = $"SpikeDistill itself failed: {error.Message} ({error.GetType().Name}). Please report it with the trace that SPIKEDISTILL_DEBUG=1 shows.";
            return Fail(error, message, ExitCodes.Failure, terminal);
        }
    }

    private static int Fail(Exception error, string message, int code, Terminal terminal)
    {
        terminal.Errors.WriteLine($"error: {message}");
        if (terminal.Debug)
        {
            terminal.Errors.WriteLine(error);
        }

        return code;
    }
}
