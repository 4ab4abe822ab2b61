using System.Diagnostics;

namespace SpikeDistill.Interop.Tests;

public sealed class DiskFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spikedistill-disk-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_folders_and_what_is_not_there_are_not_special()
    {
        File.WriteAllText(In("empty"), "");
        File.WriteAllText(In("full"), "text");
        File.CreateSymbolicLink(In("link"), In("empty"));
        File.CreateSymbolicLink(In("loop"), In("loop"));

        Assert.All(["empty", "full", "link", "loop", "none", "."], name => Assert.False(DiskFile.IsSpecial(In(name)), name));
    }

    [Fact]
    public void Named_pipes_and_devices_are_special_and_not_opened()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using (Process made = Process.Start("mkfifo", In("pipe")))
        {
            made.WaitForExit();
        }

        File.CreateSymbolicLink(In("link"), In("pipe"));

        Assert.All([In("pipe"), In("link"), "/dev/null", "/dev/zero"], path => Assert.True(DiskFile.IsSpecial(path), path));
        Assert.Throws<IOException>(() => DiskFile.Require(In("pipe")));
        using Stream unopened = DiskFile.OpenRead(In("pipe"));
        Assert.False(unopened.CanSeek);
        Assert.Throws<IOException>(() => unopened.ReadByte());
    }

    private string In(string name) => Path.Combine(_folder, name);
}
