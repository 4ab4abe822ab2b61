using SpikeDistill.Data;
using SpikeDistill.Interop;

namespace SpikeDistill.Images;

/// <summary>A file that says the class of each picture of a folder: Tiny-ImageNet's, or Kaggle's of ImageNet.</summary>
/// <param name="Name">What the file is called.</param>
/// <param name="Classes">The class of each picture, by its file's name with or without the ending.</param>
internal sealed record ClassList(string Name, IReadOnlyDictionary<string, string> Classes)
{
    /// <summary>Reads a list.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">What it holds.</param>
    /// <param name="remedy">What to do where it does not.</param>
    /// <param name="parse">The name and the class on a line; null where it holds none.</param>
    /// <param name="head">Lines before the first picture.</param>
    /// <exception cref="DataSetException">It cannot be read, or is none.</exception>
    public static ClassList Read(string path, string expected, string remedy, Func<string, (string Picture, string Class)?> parse, int head = 0)
    {
        Dictionary<string, string> classes = new(StringComparer.Ordinal);
        int number = 0;
        try
        {
            foreach (string line in File.ReadLines(DiskFile.Require(path)))
            {
                number++;
                if (number <= head || line.Length == 0) continue;
                (string picture, string its) = parse(line) ?? throw Wrong($"line {number} is '{line[..Math.Min(60, line.Length)]}'");
                classes[picture] = its;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"it cannot be read: {failure.Message}");
        }

        return new ClassList(Path.GetFileName(path), classes);

        DataSetException Wrong(string found) => new(path, found, expected, remedy);
    }

    /// <summary>The pictures that the list knows, with their classes; the others are skipped.</summary>
    public List<(string Path, int Label)> Labelled(List<string> pictures, string[] classes, List<SkippedImage> skipped)
    {
        List<(string, int)> labelled = [];
        foreach (string picture in pictures)
        {
            int label = Classes.TryGetValue(Path.GetFileName(picture), out string? name)
                || Classes.TryGetValue(Path.GetFileNameWithoutExtension(picture), out name)
                ? Array.IndexOf(classes, name)
                : -1;
            if (label < 0)
            {
                skipped.Add(new SkippedImage(picture, $"{Name} gives it no class of the training images"));
                continue;
            }

            labelled.Add((picture, label));
        }

        return labelled;
    }
}
