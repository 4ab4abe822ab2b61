using System.CommandLine;
using System.Globalization;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Recipes;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Recipes;
using SpikeDistill.Runs;
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
            Description = "A recipe (YAML), or the name of one that ships, which 'recipes' lists; with --resume or --extend also a run folder.",
        };
        recipe.CompletionSources.Add(_ => ShippedRecipes.Completions(comparisons: false));
        Option<string[]> set = SetOption.Of(
            "key=value", "Replaces a value of the recipe, such as training.epochs=3", () => RecipeReference.Of(terminal.Catalog));
        Option<string?> output = new("--out") { HelpName = "folder", Description = "The run folder (default: runs/<name>-seed<seed>)." };
        Option<bool> resume = new("--resume")
        {
            Description = "Go on where the run in the run folder was stopped, to the same bits as a run never stopped; where there is none yet, start it.",
        };
        Option<string?> init = new("--init")
        {
            HelpName = "weights",
            Description = "Start the student from given weights, as far as they fit: a run folder, a weights file, or "
                + $"{InitialWeights.OfTeacher} for its teacher's.",
        };
        Option<int?> extend = new("--extend")
        {
            HelpName = "epochs",
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0)
                {
                    return count;
                }

                result.AddError($"--extend must be a whole number of epochs, at least 1, not '{text}'.");
                return null;
            },
            Description = "Add so many epochs to the finished run in the run folder RECIPE, under a learning rate of their own; --set gives "
                + "its values, such as learning_rate=0.01 (default: the run's, falling along a cosine), schedule=constant or warmup_epochs=1.",
        };
        TimeOption saveEvery = new(
            "--save-every",
            "Save the state so often within an epoch, that being what a crash can cost, such as 30s or 5m; 0s for after every batch",
            TimeSpan.Zero,
            TimeSpan.FromMinutes(1));
        Option<bool> tensorBoard = CommonOptions.TensorBoard();
        Option<bool> mpi = new(RankedProgram.Option)
        {
            Description = "Train with the other processes of an MPI program; not needed under the mpirun of Open MPI or MPICH, which are recognized.",
        };
        CacheOptions cache = new();
        CommonOptions common = new();
        Command command = new(
            "train", "Train what a recipe describes. A teacher given as a recipe is trained first if it is not there yet.") { recipe, set, init, output,
            resume, extend, tensorBoard, mpi };
        saveEvery.AddTo(command);
        cache.AddTo(command);
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            string named = parsed.GetRequiredValue(recipe);
            IReadOnlyList<Change> assignments = Assignments.Read(parsed.GetRequiredValue(set), terminal.Directory);
            RunFolder? run = RunFolder.IsRun(terminal.FullPath(named)) ? Given(terminal.FullPath(named), parsed) : null;
            RunExtension? extension = parsed.GetValue(extend) is { } epochs
                ? RunExtension.Of(
                    run ?? throw new InputException($"{named}: is no run folder; {extend.Name} adds epochs to a run that has finished."),
                    epochs,
                    assignments,
                    terminal.Catalog)
                : null;
            ExperimentSettings settings = extension?.Settings ?? run?.Settings
                ?? Recipe.Load(ShippedRecipes.Find(named, terminal.Directory), assignments, terminal.Directory, terminal.Catalog, terminal.Complain);
            if (parsed.GetValue(init) is { } weights)
            {
                settings = StartingFrom(weights, settings, terminal);
            }

            string folder = run?.Path ?? (parsed.GetValue(output) is { } given ? terminal.FullPath(given) : RunPlaces.Default(settings, terminal.Directory));
            using Engine engine = new(common.Threads(parsed) is > 0 and { } threads ? threads : terminal.Place?.Threads ?? 0);
            using Interruption interruption = new();
            IReporter reporter = Reporters.Create(terminal, common.Json(parsed));
            RunSession session = new(engine, reporter, terminal, common.DataDirectory(parsed, terminal), interruption.Token)
            {
                SaveInterval = saveEvery.Value(parsed),
                TellMemory = true,
                TensorBoard = parsed.GetValue(tensorBoard),
                Cache = cache.Cache(parsed, terminal),
            };
            try
            {
                reporter.RunFinished(extension is null ? session.Train(settings, folder, parsed.GetValue(resume)) : session.Extend(extension));
                if (terminal.Leads) ReportPage.WriteInto(terminal, folder, common.Json(parsed));
                return ExitCodes.Ok;
            }
            catch (OperationCanceledException stop) when (session.CurrentFolder.Length > 0)
            {
                string again = run is null ? "the same command with --resume" : $"'train {named} --resume'";
                terminal.Complain(
                    $"{FailureText.OfStop(stop)} "
                        + (Directory.Exists(session.CurrentFolder)
                            ? $"What is done, to the batch, is kept in {terminal.Shown(session.CurrentFolder)}; {again} goes on from there."
                            : "Nothing was trained yet."));
                return ExitCodes.Interrupted;
            }
        });
        return command;

        // A run folder that was named in place of a recipe.
        RunFolder Given(string folder, ParseResult parsed)
        {
            bool extended = parsed.GetValue(extend) is not null;
            Option[] said = extended ? [init, output, resume] : [set, init, output];
            string[] beside = [.. said.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name)];
            return beside.Length > 0
                ? throw new InputException($"{folder}: is a run, which says itself what it is; leave out {string.Join(", ", beside)}.")
                : extended || parsed.GetValue(resume)
                ? InputException.Guard(() => RunFolder.Open(folder, terminal.Catalog))
                : throw new InputException($"{folder}: is a run; go on with it with {resume.Name}, or add epochs to it with {extend.Name}.");
        }
    }

    private static ExperimentSettings StartingFrom(string weights, ExperimentSettings settings, Terminal terminal)
    {
        settings = settings with { Init = weights == InitialWeights.OfTeacher ? weights : terminal.FullPath(weights) };
        return TrainingRules.In(settings).FirstOrDefault() is { } contradiction ? throw new InputException(contradiction.Message) : settings;
    }
}
