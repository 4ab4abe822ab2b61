using System.Reflection;

namespace SpikeDistill.Cli.Screen;

/// <summary>How this program is started again.</summary>
internal static class ThisProgram
{
    /// <summary>The program, or .NET's host with the assembly that it runs.</summary>
    public static IReadOnlyList<string> Words()
    {
        string program = Environment.ProcessPath!;
        string assembly = Assembly.GetEntryAssembly()?.Location ?? "";
        return Path.GetFileNameWithoutExtension(program) == "dotnet" && assembly.Length > 0 ? [program, assembly] : [program];
    }
}
