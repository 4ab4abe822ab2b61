using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Reports;

namespace SpikeDistill.Cli.Reporting;

/// <summary>The page that a command ends with.</summary>
internal static class ReportPage
{
    /// <summary>Its name in a run's, a comparison's or the demo's folder.</summary>
    public const string Name = "report.html";

    /// <summary>Writes the report of a folder into it. What was trained is trained: a report that fails is told and fails nothing.</summary>
    /// <param name="terminal">Where it is told.</param>
    /// <param name="folder">The folder of a run, a comparison or the demo.</param>
    /// <param name="silent">Whether nothing but JSON may be written.</param>
    public static void WriteInto(Terminal terminal, string folder, bool silent)
    {
        string page = Path.Combine(folder, Name);
        try
        {
            RequireReplaceable(page);
            Report.Read([folder], terminal.Catalog).WritePage(page);
        }
        catch (Exception failure) when (failure is RunException or InputException)
        {
            terminal.Complain($"There is no report: {FailureText.Of(failure)}");
            return;
        }

        if (!silent)
        {
            terminal.Say($"report: {terminal.Shown(page)}");
        }
    }

    /// <summary>Refuses a place for a report that holds something else than an earlier one.</summary>
    /// <exception cref="InputException">It is a folder, or a file that no report is.</exception>
    public static void RequireReplaceable(string page)
    {
        if (Directory.Exists(page))
        {
            throw new InputException($"{page}: is a folder. Name a file with --out.");
        }

        if (File.Exists(page) && !Report.IsPage(page))
        {
            throw new InputException($"{page}: there is such a file already, and it is no report. Name another with --out.");
        }
    }
}
