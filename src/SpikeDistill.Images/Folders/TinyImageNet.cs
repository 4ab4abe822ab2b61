using SpikeDistill.Data;
using SpikeDistill.Interop;

namespace SpikeDistill.Images;

/// <summary>The validation images of Tiny-ImageNet: one folder, and a file that says the class of each.</summary>
internal static class TinyImageNet
{
    /// <summary>Where they lie.</summary>
    public const string Folder = "val/images";

    private const string ListName = "val_annotations.txt";

    /// <summary>The class of each file, by its name; null where there is no such list.</summary>
    /// <exception cref="DataSetException">The list cannot be read, or is none.</exception>
    public static Dictionary<string, string>? Annotations(string root)
    {
        string list = Path.Combine(root, "val", ListName);
        if (!File.Exists(list)) return null;

        Dictionary<string, string> classes = new(StringComparer.Ordinal);
        int number = 0;
        try
        {
            foreach (string line in File.ReadLines(DiskFile.Require(list)))
            {
                number++;
                string[] parts = line.Split('\t');
                if (line.Length > 0) classes[parts[0]] = parts.Length > 1 ? parts[1] : throw Wrong($"line {number} is '{line[..Math.Min(60, line.Length)]}'");
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"it cannot be read: {failure.Message}");
        }

        return classes;

        DataSetException Wrong(string found)
            => new(list, found, "a file and its class on each line, with a tab between them", "Unpack Tiny-ImageNet's archive again.");
    }

    /// <summary>The images that the list knows, with their classes; the others are skipped.</summary>
    public static List<(string Path, int Label)> Labelled(
        Dictionary<string, string> annotations, List<string> images, string[] classes, List<SkippedImage> skipped)
    {
        List<(string, int)> labelled = [];
        foreach (string image in images)
        {
            int label = annotations.TryGetValue(Path.GetFileName(image), out string? name) ? Array.IndexOf(classes, name) : -1;
            if (label < 0)
            {
                skipped.Add(new SkippedImage(image, $"{ListName} gives it no class of the training images"));
                continue;
            }

            labelled.Add((image, label));
        }

        return labelled;
    }
}
