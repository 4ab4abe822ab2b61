namespace SpikeDistill.Cli.Tests.Runs;

/// <summary>A full disk and a read-only one cost nothing that was saved.</summary>
[Trait("Category", "Rare")]
public sealed class DiskTests : IDisposable
{
    private const int Epochs = 120;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_full_disk_stops_the_run_and_costs_nothing()
    {
        using SmallDisk disk = new();
        string run = Path.Combine(disk.Path, "run");
        string[] command = ResumableRun.Command(_folder, Epochs, run);
        using (SpikeDistillProcess process = SpikeDistillProcess.Start(_folder.Path, command))
        {
            process.WaitForLine("epoch 2/120");
            while (!process.HasExited)
            {
                disk.Fill();
                Thread.Sleep(1);
            }

            (int stopped, _, string told) = process.Finish();
            Assert.Equal(1, stopped);
            AssertOneError(told, "cannot be written", "make room and continue with --resume");
        }

        Assert.Empty(Directory.EnumerateFiles(run, "*.tmp"));
        (int still, _, string full) = SpikeDistillProcess.Run(_folder.Path, command);
        Assert.Equal(1, still);
        AssertOneError(full, "cannot be written");

        disk.MakeRoom();
        AssertGoesOn(command, run);
    }

    [Fact]
    public void A_read_only_disk_stops_the_run_and_costs_nothing()
    {
        using SmallDisk disk = new();
        string run = Path.Combine(disk.Path, "run");
        string[] command = ResumableRun.Command(_folder, Epochs, run);
        using (SpikeDistillProcess process = SpikeDistillProcess.Start(_folder.Path, command))
        {
            process.WaitForLine("epoch 2/120");
            process.Kill();
        }

        (string, string)[] before = [.. ResumableRun.Content(run)];
        disk.MakeReadOnly(true);
        (int code, _, string errors) = SpikeDistillProcess.Run(_folder.Path, command);
        Assert.Equal(1, code);
        AssertOneError(errors, "cannot be written", "--resume");
        Assert.Equal(before, ResumableRun.Content(run));

        (code, _, errors) = SpikeDistillProcess.Run(_folder.Path, "train", "teacher.yaml", "--out", Path.Combine(disk.Path, "new"));
        Assert.Equal(2, code);
        AssertOneError(errors, "cannot be written");

        disk.MakeReadOnly(false);
        AssertGoesOn(command, run);
    }

    private static void AssertOneError(string errors, params string[] told)
    {
        Assert.StartsWith("error: ", errors);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.All(told, part => Assert.Contains(part, errors, StringComparison.Ordinal));
    }

    private void AssertGoesOn(string[] command, string run)
    {
        (int code, string output, string errors) = SpikeDistillProcess.Run(_folder.Path, command);
        Assert.True(code == 0, errors);
        Assert.Contains("going on in epoch", output, StringComparison.Ordinal);
        (code, _, errors) = SpikeDistillProcess.Run(_folder.Path, ResumableRun.Command(_folder, Epochs, "whole"));
        Assert.True(code == 0, errors);
        ResumableRun.AssertSame(_folder.In("whole"), run);
    }
}
