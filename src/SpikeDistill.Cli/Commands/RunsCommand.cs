using System.CommandLine;
using SpikeDistill.Cli.Comparisons;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Inspection;
using SpikeDistill.Cli.Screen;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>runs [FOLDER]</c>: what was trained, and a comparison's table again.</summary>
internal static class RunsCommand
{
    private const string Default = "runs";

    public static Command Create(Terminal terminal)
    {
        Argument<string?> target = new("FOLDER")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = $"Where to look, such as a comparison's folder (default: {Default}).",
        };
        CommonOptions common = new();
        Command command = new("runs", "List the runs in a folder with state, recipe and accuracy; of a comparison's, print its table again.") { target };
        common.AddJsonTo(command);
        command.SetAction(parsed =>
        {
            string? given = parsed.GetValue(target);
            string folder = Path.TrimEndingDirectorySeparator(terminal.FullPath(given ?? Default));
            bool json = common.Json(parsed);
            if (!Directory.Exists(folder))
            {
                return given is null
                    ? Nothing(terminal, json)
                    : throw new InputException($"{folder}: there is no such folder. Give one that runs were trained into.");
            }

            FoundRun? comparison = ComparisonMark.NameOf(folder) is null ? null : FoundRun.Read(folder, terminal.Catalog);
            RunFinder finder = RunFinder.Search(folder, terminal.Catalog);
            if (json)
            {
                foreach (FoundRun run in comparison is null ? finder.Runs : finder.Runs.Prepend(comparison))
                {
                    terminal.WriteJson(run.Json());
                }

                return ExitCodes.Ok;
            }

            if (comparison?.Comparison is { } summary)
            {
                SummaryText.Show(terminal, summary);
            }
            else if (comparison?.Problem is { } problem)
            {
                terminal.Say(problem);
            }

            RunsText.Show(terminal, folder, finder);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static int Nothing(Terminal terminal, bool json)
    {
        if (!json)
        {
            terminal.Say($"There is no folder '{Default}' here, in which 'demo', 'train' and 'compare' put runs; name another.");
        }

        return ExitCodes.Ok;
    }
}
