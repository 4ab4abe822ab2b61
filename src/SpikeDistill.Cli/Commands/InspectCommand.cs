using System.CommandLine;
using SpikeDistill.Cli.Comparisons;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Inspection;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Runs;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>inspect RUN|CHECKPOINT</c>: what a file or a run folder is.</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> target = new("RUN|CHECKPOINT") { Description = "The folder of a run or a comparison, or any safetensors file." };
        Option<bool> json = new("--json") { Description = "Write one JSON object to standard output, and nothing else." };
        Option<bool> plan = new("--plan") { Description = "Also show which nodes of the network run as one operation." };
        Command command = new(
            "inspect",
            "Say what a run, a comparison or a safetensors file is: network, data, progress, accuracy, environment, checksum.") { target, plan,
            json };
        command.SetAction(parsed =>
        {
            string path = terminal.FullPath(parsed.GetRequiredValue(target));
            if (Directory.Exists(path) && !RunFolder.IsRun(path) && ComparisonMark.NameOf(path) is { } name)
            {
                return Inspect(terminal, path, name, parsed.GetValue(json), parsed.GetValue(plan));
            }

            string folder = Directory.Exists(path) ? path : Path.GetDirectoryName(path)!;
            string? file = Directory.Exists(path) ? WeightsOf(path) : path;
            if (file == path && !File.Exists(path))
            {
                throw new InputException($"{path}: there is no such file or folder. Give a run folder or a safetensors file.");
            }

            if (file is not null && RecipeText.KeyOf(file) is { } key)
            {
                throw new InputException(
                    $"{file}: is a recipe or another text of keys, of which '{key}' is one, and holds no weights. "
                        + (RunFolder.IsRun(folder) ? $"'spikedistill inspect {terminal.Shown(folder)}' shows the run that it is of."
                            : "'spikedistill train FILE' trains a recipe, 'spikedistill compare FILE' a comparison; inspect the run that it becomes."));
            }

            FileReport? report = file is null ? null : FileReport.Read(file, terminal.Catalog);
            RunReport? run = RunFolder.IsRun(folder) && (report is null || report.Own is not null) ? RunReport.Read(folder, terminal.Catalog) : null;
            run = run is not null && report is not null ? run.Beside(report, terminal.Catalog) : run;
            IReadOnlyList<PlanLine>? steps = parsed.GetValue(plan) ? Plan(run, report, path) : null;
            if (parsed.GetValue(json))
            {
                terminal.WriteJson(new { Run = run, File = report, Plan = steps });
                return ExitCodes.Ok;
            }

            IEnumerable<string> ofRun = run is null ? [] : InspectionText.Lines(run);
            IEnumerable<string> ofFile = report is null ? ["weights: none yet"] : InspectionText.Lines(report, terminal.Shown(report.Path), terminal.Catalog);
            foreach (string line in ofRun.Concat(ofFile).Concat(steps is null ? [] : PlanText.Lines(steps)))
            {
                terminal.Say(line);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static int Inspect(Terminal terminal, string folder, string name, bool json, bool plan)
    {
        if (plan)
        {
            throw new InputException($"{folder}: holds a comparison, whose runs have a plan each; name one of them.");
        }

        WrittenComparison? comparison = WrittenComparison.Read(folder);
        if (json)
        {
            terminal.WriteJson(new { Comparison = (object?)comparison ?? new { Name = name, FinishedRuns = 0 } });
            return ExitCodes.Ok;
        }

        terminal.Say(InspectionText.Lines(name, comparison, terminal.Shown));
        if (comparison is not null)
        {
            SummaryText.Show(terminal, comparison.Summary(folder));
        }

        return ExitCodes.Ok;
    }

    private static IReadOnlyList<PlanLine> Plan(RunReport? run, FileReport? file, string path)
    {
        NetworkSettings network = run?.Settings.Network ?? file?.Own?.Network
            ?? throw new InputException($"{path}: is not of SpikeDistill, so it does not say which network it is; there is no plan to show.");
        Neuron neuron = run?.Settings.Neuron ?? file!.Own!.Neuron;
        return PlanText.Of(network.Describe(), network.DynamicsWith(neuron), size: null);
    }

    /// <summary>The weights in a run folder; null before its first epoch is finished.</summary>
    private static string? WeightsOf(string folder)
    {
        string weights = Path.Combine(folder, RunFolder.WeightsName);
        return File.Exists(weights) ? weights
            : RunFolder.IsRun(folder) ? null
            : throw new InputException($"{folder}: is no run folder; expected one with recipe.yaml, or name a safetensors file in it.");
    }
}
