using System.Globalization;

namespace SpikeDistill.Training;

/// <summary>Memory that can still be had: of the machine, and within the limits of the control groups (v1 and v2) this process is in.</summary>
internal static class AvailableMemory
{
    /// <summary>What is free for this process, with what it holds already, bytes.</summary>
    public static long ToThisProcess() => Free("/") + Environment.WorkingSet;

    /// <summary>What is free, bytes.</summary>
    /// <param name="root">The folder that <c>proc</c> and <c>sys</c> lie in.</param>
    internal static long Free(string root)
    {
        GCMemoryInfo known = GC.GetGCMemoryInfo();
        long machine = Field(Path.Combine(root, "proc/meminfo"), "MemAvailable:") is { } kilobytes
            ? kilobytes * 1024
            : Math.Max(0, known.TotalAvailableMemoryBytes - known.MemoryLoadBytes);
        return Groups(root).Select(Left).Prepend(machine).Min();
    }

    /// <summary>The folders of this process's memory groups, from its own up to the root.</summary>
    private static IEnumerable<string> Groups(string root)
    {
        foreach (string line in Lines(Path.Combine(root, "proc/self/cgroup")))
        {
            if (line.Split(':', 3) is not [_, var controllers, var path] || !(controllers.Length == 0 || controllers.Split(',').Contains("memory")))
            {
                continue;
            }

            string mount = Path.Combine(root, controllers.Length == 0 ? "sys/fs/cgroup" : "sys/fs/cgroup/memory");
            string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
            for (int depth = parts.Length; depth >= 0; depth--)
            {
                yield return Path.Combine([mount, .. parts[..depth]]);
            }
        }
    }

    /// <summary>What a group may still take. Cached files count as used, but can be dropped.</summary>
    private static long Left(string group)
    {
        long? limit = Number(Path.Combine(group, "memory.max")) ?? Number(Path.Combine(group, "memory.limit_in_bytes"));
        long? used = Number(Path.Combine(group, "memory.current")) ?? Number(Path.Combine(group, "memory.usage_in_bytes"));
        string details = Path.Combine(group, "memory.stat");
        long cached = Field(details, "total_inactive_file ") ?? Field(details, "inactive_file ") ?? 0;
        return limit is null || used is null ? long.MaxValue : Math.Max(0, limit.Value - used.Value + cached);
    }

    private static long? Field(string file, string name)
        => Lines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } found
            ? Parse(found[name.Length..].Trim().Split(' ')[0])
            : null;

    private static long? Number(string file) => Lines(file).Select(Parse).FirstOrDefault();

    private static long? Parse(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;

    private static string[] Lines(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllLines(file) : [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
