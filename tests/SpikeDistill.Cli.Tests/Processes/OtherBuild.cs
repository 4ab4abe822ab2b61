using SpikeDistill.Tensors;

namespace SpikeDistill.Cli.Tests.Processes;

/// <summary>The program as if it had been compiled once more: its engine's module has another identity.</summary>
internal static class OtherBuild
{
    private const string Changed = "SpikeDistill.Tensors.dll";

    /// <summary>Puts it into a folder.</summary>
    /// <returns>The program.</returns>
    public static string In(TemporaryFolder folder)
    {
        string place = Directory.CreateDirectory(folder.In("other-build")).FullName;
        foreach (FileSystemInfo own in new DirectoryInfo(AppContext.BaseDirectory).EnumerateFileSystemInfos())
        {
            string target = Path.Combine(place, own.Name);

            // What the host looks at to find the rest must lie here itself.
            if (own.Name.StartsWith("spikedistill.", StringComparison.Ordinal)) File.Copy(own.FullName, target);
            else if (own.Name != Changed) File.CreateSymbolicLink(target, own.FullName);
        }

        byte[] module = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, Changed)), identity = typeof(Engine).Module.ModuleVersionId.ToByteArray();
        module[module.AsSpan().IndexOf(identity)] ^= 1;
        File.WriteAllBytes(Path.Combine(place, Changed), module);
        return Path.Combine(place, "spikedistill.dll");
    }
}
