using SpikeDistill.Catalogs;
using SpikeDistill.Interop;
using SpikeDistill.Recipes;
using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Drawing;
using SpikeDistill.Reports.Figures;
using SpikeDistill.Reports.Pages;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports;

/// <summary>
/// The figures of runs, and what of them cannot be shown and why. Reads what runs have written, trains nothing and runs no network.
/// </summary>
public sealed class Report
{
    private readonly ReportData _data;
    private readonly Catalog _catalog;

    private Report(ReportData data, Catalog catalog)
    {
        (_data, _catalog) = (data, catalog);
        FigureList figures = FigureKinds.Of(data);
        Figures = figures.Figures;
        Omissions = [.. data.Omissions, .. figures.Omissions];
    }

    /// <summary>The figures, in the order of the page.</summary>
    public IReadOnlyList<Figure> Figures { get; }

    /// <summary>What is left out, and why.</summary>
    public IReadOnlyList<Omission> Omissions { get; }

    /// <summary>The number of runs that it shows.</summary>
    public int Runs => _data.Runs.Count;

    /// <summary>Whether any of the runs' networks was looked into.</summary>
    public bool HasAnalyses => _data.Runs.Any(run => run.Analysis is not null);

    /// <summary>A recipe of each group of runs, with the group's name, as far as they are known.</summary>
    internal IReadOnlyList<(string Name, string Text)> Recipes
        => [.. _data.Groups.Select(group => (group.Name, group.Runs[0].Settings))
            .Where(one => one.Settings is not null).Select(one => (one.Name, Recipe.Write(one.Settings!, _catalog)))];

    /// <summary>Reads runs.</summary>
    /// <param name="folders">Folders of runs or of comparisons, or folders that hold such.</param>
    /// <param name="catalog">What their recipes name; null for what ships.</param>
    /// <exception cref="RunException">A folder is not there, or holds no run; a run that cannot be read is left out and named.</exception>
    public static Report Read(IEnumerable<string> folders, Catalog? catalog = null)
    {
        ArgumentNullException.ThrowIfNull(folders);
        catalog ??= Catalog.Default;
        return new Report(ReportData.Read(folders, catalog), catalog);
    }

    /// <summary>The figures of runs that were read.</summary>
    internal static Report Of(ReportData data, Catalog catalog) => new(data, catalog);

    /// <summary>The folders of runs that <see cref="Read"/> would read.</summary>
    /// <param name="folders">Folders of runs or of comparisons, or folders that hold such.</param>
    /// <exception cref="RunException">A folder is not there, or holds no run.</exception>
    public static IReadOnlyList<string> RunsIn(IEnumerable<string> folders) => [.. folders.SelectMany(RunFolders.In).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether a file is a report's page, by how it begins.</summary>
    /// <param name="path">The file.</param>
    public static bool IsPage(string path)
    {
        try
        {
            Span<byte> start = stackalloc byte[PageWriter.Start.Length];
            using FileStream file = File.OpenRead(path);
            return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual(PageWriter.Start);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Writes the report as one HTML file that needs nothing else.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <exception cref="RunException">It cannot be written.</exception>
    public void WritePage(string path)
    {
        string title = _data.Groups.Count switch
        {
            0 => "Report",
            1 => $"Report: {_data.Groups[0].Name}",
            _ => $"Report: {_data.Groups[0].Name} and {_data.Groups.Count - 1} more",
        };
        string about = $"{_data.Runs.Count} {(_data.Runs.Count == 1 ? "run" : "runs")}, read by SpikeDistill.";
        Guard(path, () =>
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            {
                Directory.CreateDirectory(folder);
            }

            AtomicFile.WriteAllText(path, PageWriter.Write(title, about, Figures, Omissions, Recipes));
        });
    }

    /// <summary>Writes every figure as SVG, PNG and CSV, named by <see cref="Figure.Id"/>.</summary>
    /// <param name="folder">The folder; made where it is missing.</param>
    /// <exception cref="RunException">It cannot be written.</exception>
    public void WriteFigures(string folder) => Guard(folder, () =>
    {
        Directory.CreateDirectory(folder);
        foreach (Figure figure in Figures)
        {
            FigureFile.Write(figure, folder);
        }
    });

    private static void Guard(string place, Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{place}: cannot be written: {failure.Sentence()} Make room, or choose another place.", failure);
        }
    }
}
