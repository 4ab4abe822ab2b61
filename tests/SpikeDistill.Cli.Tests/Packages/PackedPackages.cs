using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using SpikeDistill.Cli.Tests.Guide;

namespace SpikeDistill.Cli.Tests.Packages;

/// <summary>The packages as docs/guide/packages.md makes them, in a folder of their own, from what is built.</summary>
public sealed partial class PackedPackages : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly TemporaryFolder _place = new();

    public PackedPackages()
    {
        string[] pack = Command("dotnet pack ");
        Run(Repository.Root, [.. pack[..^1], Folder, "--no-build"]);
        Version = VersionElement().Match(File.ReadAllText(Path.Combine(Repository.Root, "Directory.Build.props"))).Groups["version"].Value;

        // Nothing is asked for beyond this machine: what other packages are needed lies where the solution's own restore has put it.
        _place.Write(
            "nuget.config",
            $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="packed" value="{Folder}" />
                <add key="restored" value="{Restored}" />
              </packageSources>
              <packageSourceMapping>
                <packageSource key="packed"><package pattern="SpikeDistill*" /></packageSource>
                <packageSource key="restored"><package pattern="*" /></packageSource>
              </packageSourceMapping>
            </configuration>
            """);
    }

    /// <summary>The page that tells a reader what is done here.</summary>
    internal static IReadOnlyList<GuideBlock> Page { get; } = [.. GuideBlock.Read(Path.Combine(Repository.Root, "docs", "guide", "packages.md"))];

    /// <summary>The packages' version.</summary>
    public string Version { get; }

    /// <summary>The packages, and nothing else.</summary>
    public string Folder => _place.In("packages");

    /// <summary>Where the solution's restore has put packages.</summary>
    internal static string Restored
        => typeof(PackedPackages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "RestoredPackages").Value!;

    /// <summary>A new folder beside the packages, outside the repository.</summary>
    public string NewFolder(string name) => Directory.CreateDirectory(_place.In(name)).FullName;

    /// <summary>The words of a command of the page.</summary>
    public static string[] Command(string start)
        => Page.SelectMany(block => block.Lines).Single(line => line.StartsWith(start, StringComparison.Ordinal)).Split(' ');

    /// <summary>Runs a program with a package cache of its own, so that no older package of the same version is taken; gives what it prints.</summary>
    public string Run(string folder, params string[] command)
    {
        ProcessStartInfo start = new(command[0], command[1..])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NUGET_PACKAGES"] = _place.In("cache");
        start.Environment["SPIKEDISTILL_DATA"] = folder;
        start.Environment["SPIKEDISTILL_CACHE"] = _place.In("logits");
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(Patience), $"'{string.Join(' ', command)}' does not end.");
        Assert.True(process.ExitCode == 0, $"'{string.Join(' ', command)}' ends with {process.ExitCode}.\n{output}\n{errors.Result}");
        return output;
    }

    public void Dispose() => _place.Dispose();

    [GeneratedRegex("<Version>(?<version>[^<]+)</Version>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionElement();
}
