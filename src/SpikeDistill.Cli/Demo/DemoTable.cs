using Spectre.Console;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Costs;
using SpikeDistill.Metrics;
using SpikeDistill.Options;

namespace SpikeDistill.Cli.Demo;

/// <summary>The table the demo ends with, and the same as JSON.</summary>
internal static class DemoTable
{
    public static void Write(Terminal terminal, DemoResult result)
    {
        ScreenTable table = new(
            ScreenColumn.Text(""),
            new ScreenColumn("train %"),
            new ScreenColumn("test %"),
            new ScreenColumn("95 % interval"),
            new ScreenColumn("each step %"),
            new ScreenColumn("their mean"),
            new ScreenColumn("firing %"),
            new ScreenColumn("ACs"),
            new ScreenColumn("MACs"),
            new ScreenColumn("energy"),
            new ScreenColumn("time"))
        {
            InBlocks = true,
        };
        table.Add(Row("ANN teacher", result.Teacher));
        foreach (FinishedRun student in result.Students)
        {
            table.Add(Row("SNN " + student.Settings.Name, student));
        }

        terminal.Show(table);
        terminal.Say(Notes(result, terminal.Shown(result.Folder)));
    }

    public static object Json(Terminal terminal, DemoResult result) => new
    {
        Event = "result",
        result.DataSet,
        Teacher = ResultJson.Of(result.Teacher, terminal.Catalog),
        Students = result.Students.Select(student => ResultJson.Of(student, terminal.Catalog)),
        Note = DemoResult.Caution,
        result.Folder,
        Seconds = result.Time.TotalSeconds,
    };

    private static string[] Row(string name, FinishedRun run)
    {
        Evaluation evaluation = run.Evaluation;
        OperationCount operations = run.Operations;
        bool spikes = evaluation.FiringRates.Count > 0;
        return
        [
            name,
            Format.Percent(run.Last.TrainAccuracy),
            Format.Percent(evaluation.Accuracy),
            Format.Interval(evaluation.Accuracy, evaluation.Images),
            spikes ? Format.Steps(evaluation.StepAccuracies) : "-",
            spikes ? Format.Percent(evaluation.MeanStepAccuracy) : "-",
            spikes ? Format.Percent(evaluation.FiringRate, 1) : "-",
            Format.Millions(operations.Acs),
            Format.Millions(operations.Macs),
            Format.Energy(operations.EnergyMillijoules),
            TimeText.Of(run.TrainSeconds),
        ];
    }

    private static IEnumerable<string> Notes(DemoResult result, string folder)
    {
        FinishedRun student = result.Students[^1];
        yield return $"Data: {result.DataSet}. Test: mean logits over T = {student.Settings.Network.Timesteps}, "
            + $"{Format.Count(student.Evaluation.Images)} images. Train: the last epoch's augmented "
                + $"images. Objectives: preset {MethodText.Preset(student.Settings.Objective.Preset)}.";
        yield return "ACs, MACs (accumulates, multiply-accumulates) and energy are of one image over T, at 0.9 and 4.6 pJ.";
        yield return $"Their curves and figures: {Path.Combine(folder, ReportPage.Name)}";
        yield return DemoResult.Caution;
        yield return $"{TimeText.Of(result.Time)} in all; run folder: {folder}";
    }
}
