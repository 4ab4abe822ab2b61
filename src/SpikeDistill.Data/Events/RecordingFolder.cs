using SpikeDistill.Interop.Events;

namespace SpikeDistill.Data;

/// <summary>A folder with a folder of recordings for each class; classes and recordings in the order of their names.</summary>
internal sealed class RecordingFolder
{
    private RecordingFolder(string path, IReadOnlyList<string> classNames, IReadOnlyList<RecordingFile> files, IReadOnlyList<int> labels)
        => (Path, ClassNames, Files, Labels) = (path, classNames, files, labels);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The names of the folders in it.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The recordings, class by class.</summary>
    public IReadOnlyList<RecordingFile> Files { get; }

    /// <summary>The class of each.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>The places of all recordings.</summary>
    public IEnumerable<int> All => Enumerable.Range(0, Files.Count);

    /// <summary>Looks at a folder.</summary>
    /// <param name="root">The folder of the set, which names of files start from.</param>
    /// <param name="path">The folder.</param>
    /// <exception cref="DataSetException">It is missing, or holds no recordings in folders.</exception>
    public static RecordingFolder Of(string root, string path)
    {
        const string Expected = "a folder with a folder of recordings for each class";
        if (!Directory.Exists(path)) throw new DataSetException(path, "there is no such folder", Expected, "Download the set, and unpack it there.");
        try
        {
            DirectoryInfo[] folders = [.. new DirectoryInfo(path).GetDirectories()
                .Where(folder => Recordings(folder).Any())
                .OrderBy(folder => folder.Name, StringComparer.Ordinal)];
            if (folders.Length < 2)
            {
                throw new DataSetException(path, $"it has {folders.Length} folders with recordings", Expected, "Name the folder of classes.");
            }

            List<RecordingFile> files = [];
            List<int> labels = [];
            foreach ((int label, DirectoryInfo folder) in folders.Index())
            {
                files.AddRange(Recordings(folder).OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => RecordingFile.Of(root, file)));
                labels.AddRange(Enumerable.Repeat(label, files.Count - labels.Count));
            }

            return new RecordingFolder(path, [.. folders.Select(folder => folder.Name)], files, labels);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException(path, $"it cannot be read ({failure.Message})", Expected, "Make it readable.", failure);
        }
    }

    /// <summary>Some of the recordings, or all.</summary>
    /// <param name="sensor">The sensor, where files do not say it.</param>
    /// <param name="places">Which; null for all.</param>
    public EventPart Part(SensorSize? sensor, IReadOnlyList<int>? places = null)
    {
        places ??= [.. All];
        return RecordingFile.Part([.. places.Select(place => Files[place])], [.. places.Select(place => Labels[place])], sensor);
    }

    private static IEnumerable<FileInfo> Recordings(DirectoryInfo folder)
        => folder.EnumerateFiles().Where(file => EventFiles.Extensions.Contains(file.Extension.ToLowerInvariant()));
}
