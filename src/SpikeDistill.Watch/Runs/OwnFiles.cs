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

    /// <summary>All that is read of it, and of the comparison that it may be part of.</summary>
    private static readonly string[] Names =
        [.. Shown, RunFolder.CheckpointName, RunProgress.Name, ComparisonFiles.TableName, ComparisonFiles.PrintedName];

    /// <summary>Bytes of the largest recipe that is read.</summary>
    private const long LargestRecipe = 16 << 20;

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

        string recipe = Path.Combine(folder, RunFolder.RecipeName);
        if (!File.Exists(recipe))
        {
            return;
        }

        if (new FileInfo(recipe).Length > LargestRecipe)
        {
            throw new RunException($"{recipe}: has more than {LargestRecipe} bytes, which no recipe has.");
        }

        if (Describing(recipe) is MapNode { } map && (map["network"] as MapNode)?["description"] is ScalarNode { IsNull: false })
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
        return $"{string.Join(' ', Shown.Select(name => Stamp(new FileInfo(Path.Combine(folder, name)))))} {(checkpoint.Exists ? checkpoint.Length : -1)}";
    }

    private static string Stamp(FileInfo file)
        => file.LinkTarget is not null ? "link" : file.Exists ? $"{file.Length}:{file.LastWriteTimeUtc.Ticks}" : "-";

    /// <summary>
    /// What a recipe says, where a key of it can be 'description', written as it is, or with escapes: few recipes have it, and the others are not
    /// taken apart. Null where none can, and where it is no recipe, of which whoever reads all of it says why.
    /// </summary>
    private static RecipeNode? Describing(string recipe)
    {
        try
        {
            string text = YamlReader.TextOf(recipe);
            return text.Contains("description", StringComparison.Ordinal) || text.Contains('\\', StringComparison.Ordinal)
                ? YamlReader.Read(text, Path.GetDirectoryName(recipe)!, mark => $"{RunFolder.RecipeName}:{mark.Line}:{mark.Column}")
                : null;
        }
        catch (RecipeException)
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{recipe}: cannot be read: {failure.Sentence()}", failure);
        }
    }
}
