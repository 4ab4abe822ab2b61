using System.Text.RegularExpressions;
using SpikeDistill.Interop;

namespace SpikeDistill.Images;

/// <summary>Names of classes whose folders are called by WordNet's numbers, such as n01440764, as ImageNet's are.</summary>
internal static partial class WordNetNames
{
    private const string Shipped = "imagenet-classes.txt";

    // What Tiny-ImageNet, Caffe's and Kaggle's ImageNet call their lists of "number name, other name".
    private static readonly string[] Lists = ["words.txt", "synset_words.txt", "LOC_synset_mapping.txt"];

    /// <summary>Whether all folders are called by numbers.</summary>
    public static bool Are(IReadOnlyList<string> folders) => folders.All(folder => Number().IsMatch(folder));

    /// <summary>A name for each folder, from a list in the set's folder or from the 1,000 of ImageNet; its number where it is on neither.</summary>
    /// <param name="folders">The numbers.</param>
    /// <param name="places">Folders where a list may lie, the nearest last: it counts.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> folders, params ReadOnlySpan<string> places)
    {
        Dictionary<string, string> names = Read(new StreamReader(typeof(WordNetNames).Assembly.GetManifestResourceStream(Shipped)!));
        foreach (string place in places)
        {
            foreach (string list in Lists.Select(name => Path.Combine(place, name)).Where(File.Exists))
            {
                foreach ((string number, string name) in Read(new StreamReader(DiskFile.Require(list)), [.. folders])) names[number] = name;
            }
        }

        string[] found = [.. folders.Select(folder => names.GetValueOrDefault(folder, folder))];
        HashSet<string> twice = [.. found.GroupBy(name => name, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key)];
        return [.. found.Select((name, i) => twice.Contains(name) ? $"{name} ({folders[i]})" : name)];
    }

    private static Dictionary<string, string> Read(StreamReader list, HashSet<string>? wanted = null)
    {
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        using (list)
        {
            while (list.ReadLine() is { } line)
            {
                string[] parts = line.Split([' ', '\t'], 2, StringSplitOptions.TrimEntries);
                if (parts.Length == 2 && Number().IsMatch(parts[0]) && wanted?.Contains(parts[0]) != false)
                {
                    names[parts[0]] = parts[1].Split(',')[0].Trim();
                }
            }
        }

        return names;
    }

    [GeneratedRegex(@"^n\d{8}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
