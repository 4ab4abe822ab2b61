using System.CommandLine;
using SpikeDistill.Cli.Demo;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>demo</c>: a teacher and three students, and a table of what each learned.</summary>
internal static class DemoCommand
{
    /// <summary>Leaves a little of four minutes to starting up and to a machine that slows down.</summary>
    private static readonly TimeSpan DefaultBudget = TimeSpan.FromSeconds(225);

    public static Command Create(Terminal terminal)
    {
        TimeOption budget = new("--budget", "Time to use, such as 60s or 4m; it decides how much is trained", TimeSpan.FromSeconds(1), DefaultBudget);
        Option<long> seed = new Option<long>("--seed") { HelpName = "number", Description = "Seed of all four runs." }.Within(0);
        Option<string?> output = new("--out") { HelpName = "folder", Description = "Folder of the runs (default: runs/demo-<date>-<time>)." };
        CommonOptions common = new();
        Command command = new(
            "demo", "Train a small ANN teacher, then the same small spiking student three ways: cross-entropy, vanilla distillation, TSER.") { seed, output };
        budget.AddTo(command);
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            string folder = terminal.FullPath(parsed.GetValue(output) ?? Path.Combine("runs", $"demo-{terminal.Clock.GetLocalNow():yyyyMMdd-HHmmss}"));
            if (RunFolder.FileInPlaceOf(folder) is { } file)
            {
                throw new InputException($"{file}: is a file; runs need a folder. Choose one with --out.");
            }

            if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            {
                throw new InputException($"{folder}: the folder is not empty. Choose another with --out.");
            }

            using Engine engine = new(common.Threads(parsed));
            using Interruption interruption = new();
            bool json = common.Json(parsed);
            DemoRun demo = new(engine, Reporters.Create(terminal, json), terminal, common.DataDirectory(parsed, terminal), interruption.Token);
            try
            {
                DemoResult result = demo.Run(budget.Value(parsed), parsed.GetValue(seed), folder);
                ReportPage.WriteInto(terminal, folder, silent: true);
                if (json)
                {
                    terminal.WriteJson(DemoTable.Json(terminal, result));
                }
                else
                {
                    DemoTable.Write(terminal, result);
                }

                return ExitCodes.Ok;
            }
            catch (OperationCanceledException)
            {
                terminal.Complain($"Interrupted. Runs that were finished are kept in {terminal.Shown(folder)}; the demo starts anew each time.");
                return ExitCodes.Interrupted;
            }
        });
        return command;
    }
}
