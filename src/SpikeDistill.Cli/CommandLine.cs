using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using SpikeDistill.Cli.Commands;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Data;
using SpikeDistill.Options;

namespace SpikeDistill.Cli;

/// <summary>The commands, and what happens with their mistakes and failures.</summary>
internal static class CommandLine
{
    public static int Run(IReadOnlyList<string> arguments, Terminal terminal)
    {
        IReadOnlyList<string> words = arguments.Count == 0 ? ["--help"] : arguments;
        ParseResult parsed = Commands(terminal).Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null });
        InvocationConfiguration configuration = new()
        {
            Output = terminal.Output,
            Error = terminal.Errors,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        return (parsed.Errors.Count > 0 || Misspelt(parsed).Any()) && parsed.Action is not HelpWithExamples
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
            PredictCommand.Create(terminal),
            DataCommand.Create(terminal),
            CompareCommand.Create(terminal),
            ReproduceCommand.Create(terminal),
            RecipesCommand.Create(terminal),
            RunsCommand.Create(terminal),
            ReportCommand.Create(terminal),
            WatchCommand.Create(terminal),
            InspectCommand.Create(terminal),
            ProfileCommand.Create(terminal),
            ImportCommand.Create(terminal),
            ConvertCommand.Create(terminal),
            ExportCommand.Create(terminal),
            CompletionCommand.Create(terminal),
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, terminal);
        return root;
    }

    private static int BadUsage(ParseResult parsed, Terminal terminal)
    {
        string[] unknown = [.. Misspelt(parsed)];
        if (unknown.Length == 0)
        {
            unknown = [.. parsed.UnmatchedTokens];
        }

        foreach (string message
            in unknown.Length > 0 ? Unknown(parsed, unknown) : parsed.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal))
        {
            terminal.Complain($"error: {message}");
        }

        string[] words = ["spikedistill", .. HelpWithExamples.PathOf(parsed), "--help"];
        terminal.Complain($"'{string.Join(' ', words)}' shows what there is.");
        return ExitCodes.BadInput;
    }

    /// <summary>
    /// Words that look like options and are none, which the parser takes for arguments where one is still free; where it finds no fault, only those
    /// that are near to an option.
    /// </summary>
    private static IEnumerable<string> Misspelt(ParseResult parsed)
        => parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash) ? []
        : parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value)
            .Concat(parsed.UnmatchedTokens)
            .Where(word => word.StartsWith("--", StringComparison.Ordinal) && (parsed.Errors.Count > 0 || Suggestion(word, Known(parsed)).Length > 0));

    private static IEnumerable<string> Unknown(ParseResult parsed, string[] unknown)
    {
        string[] known = Known(parsed);
        return unknown.Select(word => $"unknown command, option or argument '{word}'.{Suggestion(word, known)}");
    }

    private static string[] Known(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        return [.. command.Subcommands.Select(one => one.Name), .. command.Options.Select(one => one.Name)];
    }

    private static string Suggestion(string word, string[] known) => Nearest.Suggestion(word.Split('=')[0], known);

    private static int Guarded(Func<int> command, Terminal terminal)
    {
        try
        {
            return command();
        }
        catch (OperationCanceledException stop)
        {
            terminal.Complain(FailureText.OfStop(stop));
            return ExitCodes.Interrupted;
        }
        catch (Exception error) when (error is RecipeException or InputException or DataSetException)
        {
            return Fail(error, ExitCodes.BadInput, terminal);
        }
        catch (Exception error)
        {
            return Fail(error, ExitCodes.Failure, terminal);
        }
    }

    private static int Fail(Exception error, int code, Terminal terminal)
    {
        terminal.Complain($"error: {FailureText.Of(error)}");
        if (terminal.Debug)
        {
            terminal.Errors.WriteLine(error);
        }

        return code;
    }
}
