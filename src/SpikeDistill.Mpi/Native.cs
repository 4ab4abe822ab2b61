using System.Runtime.InteropServices;

namespace SpikeDistill.Mpi;

/// <summary>What has to be said to native code before an MPI library wakes up.</summary>
internal static partial class Native
{
    // Open MPI catches these to print where a process fell; .NET makes exceptions of them.
    private const string OpenMpiSignals = "OMPI_MCA_opal_signal";

    /// <summary>Leaves signals to .NET. The variable must be the process's own: .NET's copy of the environment is not what native code reads.</summary>
    public static void KeepSignals()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetVariable(OpenMpiSignals, "", overwrite: 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
