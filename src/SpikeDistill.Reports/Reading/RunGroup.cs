using System.Text.RegularExpressions;
using SpikeDistill.Catalogs;
using SpikeDistill.Recipes;
using SpikeDistill.Training;

namespace SpikeDistill.Reports.Reading;

/// <summary>Runs that differ in their seed alone.</summary>
/// <param name="Name">What they are called in legends.</param>
/// <param name="Colour">The number of their colour in every figure.</param>
/// <param name="Runs">The runs, by seed.</param>
public sealed partial record RunGroup(string Name, int Colour, IReadOnlyList<ReportRun> Runs)
{
    private const int LongestName = 80;

    /// <summary>Sorts runs into groups, in the order in which they come.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="catalog">What their recipes name.</param>
    public static IReadOnlyList<RunGroup> Of(IReadOnlyList<ReportRun> runs, Catalog catalog)
    {
        ReportRun[][] groups = [.. runs.GroupBy(run => Key(run, catalog), StringComparer.Ordinal).Select(group => group.OrderBy(run => run.Seed).ToArray())];
        HashSet<string> taken = new(StringComparer.Ordinal);
        return [.. groups.Select((group, place) => new RunGroup(FreeName(group[0], taken), place, group))];
    }

    /// <summary>What its runs are called: the group's name, and the seed where there are several.</summary>
    /// <param name="run">One of the runs.</param>
    public string NameOf(ReportRun run) => Runs.Count == 1 ? Name : $"{Name}, seed {run.Seed?.ToString() ?? run.FolderName}";

    private static string FreeName(ReportRun run, HashSet<string> taken)
    {
        string parent = Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(run.Folder))) ?? "";
        IEnumerable<string> names = [run.Name, $"{run.Name} ({run.FolderName})", $"{run.Name} ({parent}/{run.FolderName})"];
        return names.Select(Short).FirstOrDefault(taken.Add) ?? Enumerable.Range(2, int.MaxValue - 2).Select(n => $"{Short(run.Name)} ({n})").First(taken.Add);
    }

    private static string Short(string name) => name.Length <= LongestName ? name : name[..LongestName] + "…";

    /// <summary>Equal for runs that differ in their seed alone, and in what follows from it: their place and a teacher trained for the seed.</summary>
    private static string Key(ReportRun run, Catalog catalog) => run.Settings is { } settings
        ? Recipe.Write(settings with { Name = run.Name, Seed = 0, Teacher = TeacherOf(run, settings) }, catalog)
        : $"{Parent(run)}\n{run.Name}";

    /// <summary>The teacher, whatever seed it was trained for; the one beside the run, where both were copied from elsewhere.</summary>
    private static TeacherSettings? TeacherOf(ReportRun run, ExperimentSettings settings)
    {
        if (settings.Teacher is not { Checkpoint: { } place } teacher)
        {
            return settings.Teacher;
        }

        string beside = Path.Combine(Parent(run), Path.GetFileName(Path.TrimEndingDirectorySeparator(place)));
        bool moved = !run.FolderAlone && !Path.Exists(place) && Path.Exists(beside);
        return teacher with { Checkpoint = SeedEnding().Replace(moved ? beside : place, "") };
    }

    private static string Parent(ReportRun run) => Path.GetDirectoryName(Path.GetFullPath(run.Folder)) ?? "";

    /// <summary>The seed at the end of a folder's name; a checkpoint may be a file in it.</summary>
    [GeneratedRegex(@"-seed\d+(?=[/\\]|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex SeedEnding();
}
