using System.Text.Json;
using SpikeDistill.Analyses;
using SpikeDistill.Interop;
using SpikeDistill.Options;
using SpikeDistill.Reports.Reading;
using SpikeDistill.Runs;

namespace SpikeDistill.Watch.Runs;

/// <summary>Holds a run's folder to itself: no file of it is a link, a pipe or a device, and its recipe is all in it.</summary>
internal static class OwnFiles
{
    /// <summary>Files of a run that the list and the figures are made of.</summary>
    private static readonly string[] Shown =
    [
        RunFolder.RecipeName, RunFolder.FormerSettingsName, RunFolder.MetricsName, RunFolder.EnvironmentName, RunFolder.WeightsName, AnalysisFile.Name,
    ];

    /// <summary>Files of a comparison that figures are made of.</summary>
    private static readonly string[] Compared = [ComparisonFiles.TableName, ComparisonFiles.PrintedName];

    /// <summary>All that is read of it, and of the comparison that it may be part of.</summary>
    private static readonly string[] Names = [.. Shown, RunFolder.CheckpointName, RunProgress.Name, .. Compared];

    /// <summary>Bytes of the largest recipe that is read.</summary>
    private const int LargestRecipe = 16 << 20;

    /// <summary>Refuses a folder that would have something else read than itself.</summary>
    /// <exception cref="RunException">A file of it is a link, a pipe or a device, or its recipe names a file that is part of it.</exception>
    public static void Require(string folder)
    {
        foreach (string file in Names.Select(name => Path.Combine(folder, name)))
        {
            FileInfo info = new(file);
            if (info.LinkTarget is not null || (info.Exists && DiskFile.IsSpecial(file)))
            {
                throw new RunException($"{file}: is a link, a pipe or a device; only files that lie in the folder itself are read.");
            }
        }

        if (RunFolder.SettingsFileOf(folder) is not { } recipe)
        {
            return;
        }

        if (new FileInfo(recipe).Length > LargestRecipe)
        {
            throw new RunException($"{recipe}: has more than {LargestRecipe} bytes, which no recipe has.");
        }

        // A key may be given twice, and each is read.
        if (Each("network", Describing(folder, recipe)).SelectMany(network => Each("description", network)).Any(one => one is ScalarNode { IsNull: false }))
        {
            throw new RunException($"{recipe}: names a file for its network; a run's recipe has the description in it.");
        }
    }

    /// <summary>What the process that trains in a folder tells; null where none does.</summary>
    public static RunProgress? Progress(string folder)
        => new FileInfo(Path.Combine(folder, RunProgress.Name)).LinkTarget is null && RunProgress.Read(folder) is { IsAlive: true } progress ? progress : null;

    /// <summary>What is shown of a run changes with this: files that are as long and as old as they were are taken to be the same.</summary>
    public static string Stamp(string folder)
    {
        // The checkpoint is written every minute; of it only the number of epochs is read, with which the measures change.
        FileInfo checkpoint = new(Path.Combine(folder, RunFolder.CheckpointName));
        return $"{Stamp(folder, Shown)} {(checkpoint.Exists ? checkpoint.Length : -1)}";
    }

    /// <summary>What is shown of a comparison changes with this.</summary>
    public static string ComparisonStamp(string folder) => Stamp(folder, Compared);

    private static string Stamp(string folder, IEnumerable<string> names)
        => string.Join(' ', names.Select(name => Stamp(new FileInfo(Path.Combine(folder, name)))));

    private static string Stamp(FileInfo file)
        => file.LinkTarget is not null ? "link" : file.Exists ? $"{file.Length}:{file.LastWriteTimeUtc.Ticks}" : "-";

    private static IEnumerable<RecipeNode> Each(string key, RecipeNode? node)
        => node is MapNode map ? map.Entries.Where(entry => entry.Key.Text == key).Select(entry => entry.Value) : [];

    /// <summary>
    /// What a recipe says, where a key of it can be 'description', written as it is, or with escapes: few recipes have it, and the others are not
    /// taken apart. Null where none can, and where it is no recipe, of which whoever reads all of it says why.
    /// </summary>
    private static RecipeNode? Describing(string folder, string recipe)
    {
        try
        {
            string text = YamlReader.TextOf(recipe, LargestRecipe);
            return text.Contains("description", StringComparison.Ordinal) || text.Contains('\\', StringComparison.Ordinal)
                ? RunFolder.ReadRecipe(folder)
                : null;
        }
        catch (Exception failure) when (failure is RecipeException or JsonException
            or InvalidOperationException) // The last is what half of a surrogate pair in a name gives.
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{recipe}: cannot be read: {failure.Sentence()}", failure);
        }
    }
}
