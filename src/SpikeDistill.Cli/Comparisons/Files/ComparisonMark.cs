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

    public static void Write(string folder, string name)
        => AtomicFile.WriteAllText(Path.Combine(folder, MarkName), JsonSerializer.Serialize(new { Event, Name = name }, Json.Indented) + "\n");

    /// <summary>The comparison that a folder holds; null where it holds none that says its name.</summary>
    public static string? NameOf(string folder) => NameIn(Path.Combine(folder, MarkName)) ?? NameIn(Path.Combine(folder, ComparisonTables.JsonName));

    /// <summary>Refuses a folder that is not empty and holds no comparison, or one of another name, whose tables would be replaced.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The name of the comparison that is to go on in it.</param>
    public static void Require(string folder, string name)
    {
        string? there = NameOf(folder);
        if (there is null && !IsBegunWithoutMark(folder))
        {
            throw new InputException(
                $"{folder}: the folder is not empty and holds no comparison that could be gone on with; "
                    + "nothing in it was changed. Choose another with --out.");
        }

        if (there is not null && there != name)
        {
            throw new InputException(
                $"{folder}: holds the comparison '{there}', whose tables those of '{name}' would replace. Choose another folder "
                    + $"with --out, or go on with it under its name with --set name={there}.");
        }
    }

    /// <summary>The comparison that a file names; null where there is no such file, or it names none.</summary>
    private static string? NameIn(string file)
    {
        try
        {
            return PlainFile.Is(file) && JsonNode.Parse(File.ReadAllText(file)) is JsonObject map && (string?)map["event"] == Event
                ? (string?)map["name"]
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
                entry => Path.GetFileName(entry) is ComparisonFolder.LockName or Comparison.RunsFolder or Comparison.TeachersFolder);
}
