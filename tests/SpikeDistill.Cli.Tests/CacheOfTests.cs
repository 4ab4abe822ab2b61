using System.Runtime.CompilerServices;
using SpikeDistill.Data;

namespace SpikeDistill.Cli.Tests;

/// <summary>Keeps commands that run inside the tests' process off the user's cache.</summary>
internal static class CacheOfTests
{
    [ModuleInitializer]
    internal static void Divert()
    {
        string folder = Directory.CreateTempSubdirectory("spikedistill-cache-").FullName;
        Environment.SetEnvironmentVariable(UserCache.Variable, folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
    }
}
