using System.Reflection;
using System.Runtime.CompilerServices;

namespace SpikeDistill.Reference.PublicApi;

/// <summary>Holds an assembly's public surface to the PublicApi.txt that lies beside the calling test.</summary>
public static class PublicApiSnapshot
{
    /// <summary>Set to 1, the snapshots are rewritten and the tests pass.</summary>
    public const string AcceptVariable = "SPIKEDISTILL_ACCEPT_API";

    /// <returns>Null when nothing changed, else the difference and how to accept it.</returns>
    public static string? Compare(Assembly assembly, [CallerFilePath] string test = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(test)!, "PublicApi.txt");
        string[] actual = Surface.Lines(assembly.GetExportedTypes());
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            File.WriteAllText(path, string.Concat(actual.Select(line => line + "\n")));
            return null;
        }

        string[] accepted = File.Exists(path) ? File.ReadAllLines(path) : [];
        return Difference(accepted, actual) is { Length: > 0 } difference
            ? $"The public surface of {assembly.GetName().Name} is no longer the one in {path}:\n{difference}"
                + $"When this is meant, run the test once with {AcceptVariable}=1 and commit the file."
            : null;
    }

    internal static string Difference(string[] accepted, string[] actual) => string.Concat(
        accepted.Except(actual, StringComparer.Ordinal).Select(line => "- " + line)
            .Concat(actual.Except(accepted, StringComparer.Ordinal).Select(line => "+ " + line))
            .OrderBy(line => line[2..], StringComparer.Ordinal)
            .Select(line => line + "\n"));
}
