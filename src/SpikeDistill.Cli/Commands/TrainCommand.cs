using System.CommandLine;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Recipes;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Recipes;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>train RECIPE</c>: a teacher, a plain student, or a distillation.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> recipe = new("RECIPE")
        {
            HelpName = "RECIPE",
            Description = "A recipe (YAML), or the name of one that ships, which 'recipes' lists.",
        };
        recipe.CompletionSources.Add(_ => ShippedRecipes.Completions(comparisons: false));
        Option<string[]> set = new("--set")
        {
            HelpName = "key=value",
            Description = "Replaces a value of the recipe, such as training.epochs=3; may be given several times.",
            DefaultValueFactory = _ => [],
        };
        set.CompletionSources.Add(context => KeyText.Assignments(RecipeReference.Of(terminal.Catalog), context.WordToComplete));
        Option<string?> output = new("--out") { HelpName = "folder", Description = "The run folder (default: runs/<name>-seed<seed>)." };
        Option<bool> resume = new("--resume")
        {
            Description = "Go on where the run in the run folder was stopped, to the same bits as a run never stopped; where there is none yet, start it.",
        };
        TimeOption saveEvery = new(
            "--save-every",
            "Save the state so often within an epoch, that being what a crash can cost, such as 30s or 5m; 0s for after every batch",
            TimeSpan.Zero,
            TimeSpan.FromMinutes(1));
        CacheOptions cache = new();
        CommonOptions common = new();
        Command command = new(
            "train", "Train what a recipe describes. A teacher given as a recipe is trained first if it is not there yet.") { recipe, set, output, resume };
        saveEvery.AddTo(command);
        cache.AddTo(command);
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            ExperimentSettings settings = Recipe.Load(
                ShippedRecipes.Find(parsed.GetRequiredValue(recipe), terminal.Directory),
                Assignments.Read(parsed.GetRequiredValue(set), terminal.Directory),
                terminal.Directory,
                terminal.Catalog);
            string folder = parsed.GetValue(output) is { } given ? terminal.FullPath(given) : RunPlaces.Default(settings, terminal.Directory);
            using Engine engine = new(common.Threads(parsed));
            using Interruption interruption = new();
            IReporter reporter = Reporters.Create(terminal, common.Json(parsed));
            RunSession session = new(engine, reporter, terminal, common.DataDirectory(parsed, terminal), interruption.Token)
            {
                SaveInterval = saveEvery.Value(parsed),
                TellMemory = true,
                Cache = cache.Cache(parsed, terminal),
            };
            try
            {
                reporter.RunFinished(session.Train(settings, folder, parsed.GetValue(resume)));
                ReportPage.WriteInto(terminal, folder, common.Json(parsed));
                return ExitCodes.Ok;
            }
            catch (OperationCanceledException) when (session.CurrentFolder.Length > 0)
            {
                terminal.Complain(
                    "Interrupted. What is done, to the batch, is kept in "
                        + $"{terminal.Shown(session.CurrentFolder)}; the same command with --resume goes on from there.");
                return ExitCodes.Interrupted;
            }
        });
        return command;
    }
}
