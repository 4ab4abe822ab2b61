using Spectre.Console;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Costs;
using SpikeDistill.Metrics;

namespace SpikeDistill.Cli.Demo;

/// <summary>The table the demo ends with, and the same as JSON.</summary>
internal static class DemoTable
{
    private static readonly string[] Columns =
        ["", "train %", "test %", "95 % interval", "each step %", "their mean", "firing %", "ACs", "MACs", "energy", "time"];

    public static void Write(Terminal terminal, DemoResult result)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string column in Columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)) { NoWrap = true, Alignment = column.Length == 0 ? Justify.Left : Justify.Right, Padding = new Padding(0, 0, 1, 0) });
        }

        table.AddRow(Row("ANN teacher", result.Teacher));
        foreach (FinishedRun student in result.Students)
        {
            table.AddRow(Row("SNN " + student.Settings.Name, student));
        }

        terminal.Console.Write(table);
        foreach (string line in Notes(result, terminal.Shown(result.Folder)))
        {
            terminal.Output.WriteLine(line);
        }
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
        string[] cells =
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
            Format.Duration(run.TrainSeconds),
        ];
        return [.. cells.Select(Markup.Escape)];
    }

    private static IEnumerable<string> Notes(DemoResult result, string folder)
    {
        FinishedRun student = result.Students[^1];
        yield return $"Data: {result.DataSet}. Test: mean logits over T = {student.Settings.Network.Timesteps}, {Format.Count(student.Evaluation.Images)} images. Train: the last epoch's augmented images. Objectives: preset {student.Settings.Objective.Preset}.";
        yield return "ACs, MACs (accumulates, multiply-accumulates) and energy are of one image over T, at 0.9 and 4.6 pJ.";
        yield return DemoResult.Caution;
        yield return $"{Format.Duration(result.Time)} in all; run folder: {folder}";
    }
}
