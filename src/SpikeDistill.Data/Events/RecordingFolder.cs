using SpikeDistill.Interop.Events;

namespace SpikeDistill.Data;

/// <summary>A folder with a folder of recordings for each class; classes and recordings in the order of their names.</summary>
internal sealed class RecordingFolder
{
    private RecordingFolder(string path, IReadOnlyList<string> classNames, IReadOnlyList<string> files, IReadOnlyList<int> labels)
        => (Path, ClassNames, Files, Labels) = (path, classNames, files, labels);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The names of the folders in it.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The recordings, class by class.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>The class of each.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>The places of all recordings.</summary>
    public IReadOnlyList<int> All => [.. Enumerable.Range(0, Files.Count)];

    /// <summary>Looks at a folder.</summary>
    /// <exception cref="DataSetException">It is missing, or holds no recordings in folders.</exception>
    public static RecordingFolder Of(string path)
    {
        const string Expected = "a folder with a folder of recordings for each class";
        if (!Directory.Exists(path)) throw new DataSetException(path, "there is no such folder", Expected, "Download the set, and unpack it there.");
        try
        {
            string[] folders = [.. Directory.GetDirectories(path).Where(folder => Recordings(folder).Any()).Order(StringComparer.Ordinal)];
            if (folders.Length < 2)
            {
                throw new DataSetException(path, $"it has {folders.Length} folders with recordings", Expected, "Name the folder of classes.");
            }

            List<string> files = [];
            List<int> labels = [];
            foreach ((int label, string folder) in folders.Index())
            {
                files.AddRange(Recordings(folder).Order(StringComparer.Ordinal));
                labels.AddRange(Enumerable.Repeat(label, files.Count - labels.Count));
            }

            return new RecordingFolder(path, [.. folders.Select(folder => System.IO.Path.GetFileName(folder))], files, labels);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException(path, $"it cannot be read ({failure.Message})", Expected, "Make it readable.", failure);
        }
    }

    private static IEnumerable<string> Recordings(string folder)
        => Directory.EnumerateFiles(folder).Where(file => EventFiles.Extensions.Contains(System.IO.Path.GetExtension(file).ToLowerInvariant()));
}
