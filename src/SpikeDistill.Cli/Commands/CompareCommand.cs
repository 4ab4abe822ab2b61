using System.CommandLine;
using SpikeDistill.Cli.Comparisons;
using SpikeDistill.Cli.Comparisons.Progress;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Recipes;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Recipes;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>compare RECIPE</c>: variants of a recipe, over seeds, and the tables of what came out.</summary>
internal static class CompareCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> recipe = new("RECIPE")
        {
            HelpName = "RECIPE",
            Description = "A comparison (YAML): base, seeds, variants or grid; or the name of one that ships, such as compare-cifar10-small.",
        };
        recipe.CompletionSources.Add(_ => ShippedRecipes.Completions(comparisons: true));
        Option<int?> jobs = new("--jobs")
        {
            HelpName = "count",
            Description = "Runs side by side, which share the threads (default: 1). Results do not depend on it.",
        };
        jobs.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: { } text }] && int.TryParse(text, out int count) && count is < 1 or > 256)
            {
                result.AddError($"--jobs must be a whole number from 1 to 256, not {text}.");
            }
        });
        Option<string[]> set = new("--set")
        {
            HelpName = "key=value",
            Description = "Replaces a value of the comparison, such as seeds=[0,1], or of its base recipe, "
                + "such as training.epochs=3; may be given several times.",
            DefaultValueFactory = _ => [],
        };
        set.CompletionSources.Add(context => KeyText.Assignments(RecipeReference.Of(terminal.Catalog), context.WordToComplete));
        Option<string?> output = new("--out") { HelpName = "folder", Description = "The comparison's folder (default: runs/<name>)." };
        Option<bool> resume = new("--resume") { Description = "Go on where the comparison in the folder stopped; finished runs are not trained again." };
        CacheOptions cache = new();
        CommonOptions common = new();
        Command command = new(
            "compare",
            "Train variants of a recipe over several seeds with the same teacher: means, deviations, paired differences.") { recipe, jobs, set,
            output, resume };
        cache.AddTo(command);
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            string? given = parsed.GetValue(output) is { } path ? terminal.FullPath(path) : null;
            Comparison comparison = ComparisonRecipe.Load(
                ShippedRecipes.Find(parsed.GetRequiredValue(recipe), terminal.Directory),
                parsed.GetRequiredValue(set),
                terminal.Directory,
                given,
                terminal.Catalog);
            string? data = common.DataDirectory(parsed, terminal);
            using Interruption interruption = new();
            WorkAmounts amounts = WorkAmounts.Of(comparison, data, terminal.Clock);
            using ComparisonFolder folder = ComparisonFolder.Open(comparison.Folder, comparison.Name, parsed.GetValue(resume));
            ComparisonFolder.CheckResumable(comparison);
            IComparisonReporter reporter = ComparisonReporters.Create(terminal, common.Json(parsed));
            ComparisonResults results = new(comparison, CommandOf(parsed));
            ComparisonSession session = new(results, folder, amounts, reporter, terminal, data, interruption.Token) { Cache = cache.Cache(parsed, terminal) };
            int threads = common.Threads(parsed) is > 0 and { } count ? count : Environment.ProcessorCount;
            int sideBySide = parsed.GetValue(jobs) ?? 1;
            reporter.Started(comparison, sideBySide, threads);
            try
            {
                bool succeeded = session.Run(sideBySide, threads);
                reporter.Finished(results);
                ReportPage.WriteInto(terminal, comparison.Folder, common.Json(parsed));
                session.RequireTables();
                return succeeded ? ExitCodes.Ok : ExitCodes.Failure;
            }
            catch (OperationCanceledException)
            {
                terminal.Complain(
                    $"Interrupted. What was trained is kept in {terminal.Shown(comparison.Folder)}; the same command with --resume goes on from there.");
                return ExitCodes.Interrupted;
            }
        });
        return command;
    }

    private static string CommandOf(ParseResult parsed)
        => "spikedistill " + string.Join(
            ' ', parsed.Tokens.Select(token => token.Value.Contains(' ', StringComparison.Ordinal) ? $"'{token.Value}'" : token.Value));
}
