using System.Text.Json;
using System.Text.RegularExpressions;

namespace SpikeDistill.Benchmarks;

/// <summary>The checkout this program was built in: peers are run from it, results are kept in it.</summary>
internal static partial class Repository
{
    private const string ProcessorFile = "/proc/cpuinfo";
    private const string Folder = "benchmarks";

    /// <summary>The path of a file in the folder of benchmarks.</summary>
    /// <exception cref="BenchmarkException">The program lies outside of a checkout.</exception>
    public static string Locate(params string[] parts)
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string peers = Path.Combine(at.FullName, Folder, "peers");
            if (Directory.Exists(peers)) return Path.Combine([at.FullName, Folder, .. parts]);
        }

        throw new BenchmarkException($"{AppContext.BaseDirectory} lies in no checkout of SpikeDistill, where the peers' scripts and the results are.");
    }

    /// <summary>Keeps a result among those of this processor.</summary>
    /// <returns>The file, as seen from here.</returns>
    public static string Save<T>(string processor, string name, T result)
    {
        string file = Locate("results", FolderOf(processor), name + ".json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, JsonSerializer.Serialize(result, BenchmarkJson.Options) + "\n");
        return Path.GetRelativePath(Environment.CurrentDirectory, file);
    }

    /// <summary>Names alone may say little (cloud machines), so family and model follow where they are known.</summary>
    private static string FolderOf(string processor)
    {
        string name = processor;
        if (File.Exists(ProcessorFile))
        {
            string[] lines = [.. File.ReadLines(ProcessorFile).TakeWhile(line => line.Length > 0)];
            foreach (string key in (string[])["cpu family", "model"])
            {
                string? line = Array.Find(lines, line => line.Split(':')[0].Trim() == key);
                if (line is not null) name += $" {key.Split(' ')[^1]} {line.Split(':')[1].Trim()}";
            }
        }

        return NotInNames().Replace(name.ToLowerInvariant(), "-").Trim('-');
    }

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotInNames();
}
