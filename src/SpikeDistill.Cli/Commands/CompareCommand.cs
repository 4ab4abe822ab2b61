using System.CommandLine;
using SpikeDistill.Cli.Comparisons;
using SpikeDistill.Cli.Recipes;
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
        Option<int?> jobs = ComparisonWork.Jobs();
        Option<string[]> set = SetOption.Of(
            "key=value",
            "Replaces a value of the comparison, such as seeds=[0,1], or of its base recipe, such as training.epochs=3",
            () => RecipeReference.Of(terminal.Catalog));
        Option<string?> output = new("--out") { HelpName = "folder", Description = "The comparison's folder (default: runs/<name>)." };
        Option<bool> resume = new("--resume") { Description = "Go on where the comparison in the folder stopped; finished runs are not trained again." };
        Option<bool> tensorBoard = CommonOptions.TensorBoard();
        SharingOptions sharing = new();
        CacheOptions cache = new();
        CommonOptions common = new();
        Command command = new(
            "compare",
            "Train variants of a recipe over several seeds with the same teacher: means, deviations, paired differences.") { recipe, jobs, set,
            output, resume, tensorBoard };
        sharing.AddTo(command);
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
                terminal.Catalog,
                terminal.Complain);
            return new ComparisonWork(terminal, parsed, common, cache, parsed.GetValue(jobs) ?? 1, parsed.GetValue(resume))
            {
                TensorBoard = parsed.GetValue(tensorBoard),
                Sharing = sharing,
            }.Do(comparison);
        });
        return command;
    }
}
