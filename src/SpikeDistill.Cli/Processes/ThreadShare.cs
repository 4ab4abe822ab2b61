using System.Globalization;

namespace SpikeDistill.Cli.Processes;

/// <summary>How many threads each of several processes on one machine computes with.</summary>
internal static class ThreadShare
{
    private const string Status = "/proc/self/status", Key = "Cpus_allowed_list:";

    /// <summary>The processors that this process may use, as Linux lists them, such as <c>0-3,8</c>; empty elsewhere.</summary>
    public static string AllowedProcessors()
        => File.Exists(Status) && File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal)) is { } line
            ? line[Key.Length..].Trim()
            : "";

    /// <summary>A process's threads: each processor that it may use is shared with the others that may use it; at least 1.</summary>
    /// <param name="own">The processors that it may use, as Linux lists them.</param>
    /// <param name="here">Those of all processes on the machine, its own among them.</param>
    /// <param name="processors">The number it may use, which limits of time may make smaller.</param>
    public static int Of(string own, IReadOnlyList<string> here, int processors)
    {
        HashSet<int> mine = Numbers(own);
        if (mine.Count == 0 || processors < mine.Count)
        {
            return Math.Max(1, processors / here.Count);
        }

        HashSet<int>[] all = [.. here.Select(Numbers)];
        double share = mine.Sum(processor => 1.0 / Math.Max(1, all.Count(others => others.Contains(processor))));
        return Math.Max(1, (int)(share + 1e-9));
    }

    private static HashSet<int> Numbers(string list)
    {
        HashSet<int> numbers = [];
        foreach (string range in list.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            int[] ends = [.. range.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture))];
            numbers.UnionWith(Enumerable.Range(ends[0], ends[^1] - ends[0] + 1));
        }

        return numbers;
    }
}
