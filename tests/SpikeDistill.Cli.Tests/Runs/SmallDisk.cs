using System.Diagnostics;

namespace SpikeDistill.Cli.Tests.Runs;

/// <summary>A disk of half a megabyte in memory, mounted for a test that skips where it may not.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _place = new();

    public SmallDisk()
    {
        if (!OperatingSystem.IsLinux() || Mount("-t", "tmpfs", "-o", "size=512k", "tmpfs", Path) != 0)
        {
            _place.Dispose();
            Assert.Skip("Mounting a small tmpfs needs Linux and root.");
        }
    }

    public string Path => _place.Path;

    public void MakeReadOnly(bool readOnly) => Assert.Equal(0, Mount("-o", readOnly ? "remount,ro" : "remount,rw", Path));

    /// <summary>Takes what room is left.</summary>
    public void Fill()
    {
        using FileStream stream = new(System.IO.Path.Combine(Path, "filler"), FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] page = new byte[4096];
        try
        {
            while (true)
            {
                stream.Write(page);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void MakeRoom() => File.Delete(System.IO.Path.Combine(Path, "filler"));

    public void Dispose()
    {
        Start("umount", Path);
        _place.Dispose();
    }

    private static int Mount(params string[] arguments) => Start("mount", arguments);

    private static int Start(string program, params string[] arguments)
    {
        try
        {
            ProcessStartInfo start = new(program) { UseShellExecute = false, RedirectStandardError = true };
            foreach (string argument in arguments)
            {
                start.ArgumentList.Add(argument);
            }

            using Process process = Process.Start(start)!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
