using System.CommandLine;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Runs;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Reports;
using SpikeDistill.Reports.Reading;
using SpikeDistill.Tensors;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>report RUN…</c>: one page with all figures of runs, and the figures as files.</summary>
internal static class ReportCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string[]> runs = new("RUN")
        {
            HelpName = "RUN",
            Arity = ArgumentArity.OneOrMore,
            Description = "Folders of runs or of comparisons, or folders that hold such; what they have in common is drawn over each other.",
        };
        Option<string?> output = new("--out")
        {
            HelpName = "file",
            Description = $"The page (default: {ReportPage.Name} in the folder that is given, or here where several are).",
        };
        Option<string?> figures = new("--figures")
        {
            HelpName = "folder",
            Description = "Writes every figure into the folder besides: SVG and PNG for a paper, and its numbers as CSV.",
        };
        Option<bool> analyse = new("--analyse")
        {
            Description = "First look into the networks, with their weights and images: t-SNE of features, heat maps, confusion, errors, spikes; kept in "
                + "each run's folder as analysis.json.",
        };
        CommonOptions common = new();
        Command command = new(
            "report", "Write one HTML page with the curves, tables and figures of runs; it needs no network, and every figure has its numbers.") { runs,
            output, figures, analyse };
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            string[] folders = [.. parsed.GetRequiredValue(runs).Select(terminal.FullPath)];
            string page = parsed.GetValue(output) is { } given
                ? terminal.FullPath(given)
                : Path.Combine(folders.Length == 1 ? folders[0] : terminal.Directory, ReportPage.Name);
            ReportPage.RequireReplaceable(page);
            bool json = common.Json(parsed);
            IReadOnlyList<Omission> unseen = parsed.GetValue(analyse) ? Analyse(parsed, common, terminal, folders) : [];
            Report report = InputException.Guard(() => Report.Read(folders, terminal.Catalog));
            if (report.Runs == 0)
            {
                IEnumerable<string> why = report.Omissions.Select(omission => $"{omission.What}: {omission.Why}");
                throw new InputException(string.Join('\n', why.Prepend("None of the runs can be read.")));
            }

            report.WritePage(page);
            string? files = parsed.GetValue(figures) is { } folder ? terminal.FullPath(folder) : null;
            if (files is not null)
            {
                report.WriteFigures(files);
            }

            Omission[] omissions = [.. unseen, .. report.Omissions];
            if (json)
            {
                terminal.WriteJson(
                    new { Page = page, Figures = report.Figures.Select(figure => figure.Id), FiguresFolder = files, report.Runs, LeftOut = omissions });
                return ExitCodes.Ok;
            }

            terminal.Say(
                $"{report.Runs} {(report.Runs == 1 ? "run" : "runs")}, {report.Figures.Count} figures: {terminal.Shown(page)}"
                    + (files is null ? "" : $"; as SVG, PNG and CSV in {terminal.Shown(files)}"));
            foreach (IGrouping<string, Omission> same in omissions.GroupBy(omission => omission.Why, StringComparer.Ordinal))
            {
                terminal.Say($"left out: {string.Join(", ", same.Select(omission => omission.What).Distinct(StringComparer.Ordinal))}: {same.Key}");
            }

            if (!parsed.GetValue(analyse) && !report.HasAnalyses)
            {
                terminal.Say("With --analyse the networks are looked into first, where their weights and images are at hand.");
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static IReadOnlyList<Omission> Analyse(ParseResult parsed, CommonOptions common, Terminal terminal, string[] folders)
    {
        string[] runs = [.. InputException.Guard(() => Report.RunsIn(folders))];
        using Engine engine = new(common.Threads(parsed));
        using Interruption interruption = new();
        RunAnalyses analyses = new(engine, terminal, common.DataDirectory(parsed, terminal), interruption.Token);
        void Write(Action<WorkStep> report) => analyses.Write(runs, report);
        if (common.Json(parsed))
        {
            Write(static _ => { });
        }
        else
        {
            WorkReport.Run(terminal, json: false, report =>
            {
                Write(report);
                return true;
            });
        }

        return analyses.Omissions;
    }
}
