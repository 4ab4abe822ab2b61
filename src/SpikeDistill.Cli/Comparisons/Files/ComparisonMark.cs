using System.Text.Json;
using System.Text.Json.Nodes;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Interop;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>
/// What tells a comparison's folder from any other: <c>comparison.json</c>, which names the comparison as table.json does, but from
/// the beginning on.
/// </summary>
internal static class ComparisonMark
{
    private const string MarkName = "comparison.json", Event = "comparison";

    /// <param name="folder">The comparison's folder.</param>
    /// <param name="name">Its name.</param>
    /// <param name="plan">What tells its runs from others, for workers that share it; null where none do.</param>
    public static void Write(string folder, string name, string? plan)
        => AtomicFile.WriteAllText(Path.Combine(folder, MarkName), JsonSerializer.Serialize(new { Event, Name = name, Plan = plan }, Json.Indented) + "\n");

    /// <summary>The comparison that a folder holds; null where it holds none that says its name.</summary>
    public static string? NameOf(string folder)
        => ValueIn(Path.Combine(folder, MarkName), "name") ?? ValueIn(Path.Combine(folder, ComparisonTables.JsonName), "name");

    /// <summary>What the workers in a folder compare; null where there are none.</summary>
    public static string? PlanOf(string folder) => ValueIn(Path.Combine(folder, MarkName), "plan");

    /// <summary>Refuses a folder that is not empty and holds no comparison, or one of another name, whose tables would be replaced.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The name of the comparison that is to go on in it.</param>
    /// <param name="option">The option that another folder would be named by.</param>
    public static void Require(string folder, string name, string option = Comparison.UsualFolderOption)
    {
        string? there = NameOf(folder);
        if (there is null && !IsBegunWithoutMark(folder))
        {
            throw new InputException(
                $"{folder}: the folder is not empty and holds no comparison that could be gone on with; "
                    + $"nothing in it was changed. Choose another with {option}.");
        }

        if (there is not null && there != name)
        {
            throw new InputException(
                $"{folder}: holds the comparison '{there}', whose tables those of '{name}' would replace. Choose another folder "
                    + $"with {option}, or go on with it under its name with --set name={there}.");
        }
    }

    /// <summary>What a file says of a comparison; null where there is no such file, or it says nothing.</summary>
    private static string? ValueIn(string file, string key)
    {
        try
        {
            return PlainFile.Is(file) && JsonNode.Parse(File.ReadAllText(file)) is JsonObject map && (string?)map["event"] == Event
                ? (string?)map[key]
                : null;
        }
        catch (Exception failure) when (
            failure is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException
                or ArgumentException) // The last is what a key given twice gives.
        {
            return null;
        }
    }

    /// <summary>
    /// Whether nothing is there but what a comparison begins with: one that stopped before its first table, of a version without
    /// the mark, or at once.
    /// </summary>
    private static bool IsBegunWithoutMark(string folder)
        => File.Exists(Path.Combine(folder, ComparisonFolder.LockName))
            && Directory.EnumerateFileSystemEntries(folder).All(
                entry => Path.GetFileName(entry) is ComparisonFolder.LockName or Comparison.RunsFolder or Comparison.TeachersFolder or JobFiles.FolderName
                    || Path.GetFileName(entry).StartsWith(MarkName + ".", StringComparison.Ordinal)); // One that another process is about to write.
}
