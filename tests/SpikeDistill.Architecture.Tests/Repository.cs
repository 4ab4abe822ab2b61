using System.Runtime.CompilerServices;

namespace SpikeDistill.Architecture.Tests;

/// <summary>The sources.</summary>
internal static class Repository
{
    /// <summary>The folder that holds src and tests.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    /// <summary>The hand-written C# files, from the root on.</summary>
    public static IEnumerable<string> Sources()
        => from folder in (string[])["src", "tests", "benchmarks", "examples"]
           from file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
           let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
           where !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)
           select path;

    private static string Here([CallerFilePath] string path = "") => path;
}
