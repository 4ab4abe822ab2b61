namespace SpikeDistill.Cli.Tests.Runs;

/// <summary>A full disk and a read-only one cost nothing that was saved.</summary>
[Trait("Category", "Rare")]
public sealed class DiskTests : IDisposable
{
    private const int Epochs = 60;

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
            process.WaitForLine("epoch 2/60");
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
        AssertOneError(_folder.Fail(1, command).Errors, "cannot be written");

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
            process.WaitForLine("epoch 2/60");
            process.Kill();
        }

        (string, string)[] before = [.. ResumableRun.Content(run)];
        disk.MakeReadOnly(true);
        AssertOneError(_folder.Fail(1, command).Errors, "cannot be written", "--resume");
        Assert.Equal(before, ResumableRun.Content(run));
        AssertOneError(_folder.Refuse("train", "teacher.yaml", "--out", Path.Combine(disk.Path, "new")), "cannot be written");

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
        Assert.Contains("going on in epoch", _folder.Succeed(command), StringComparison.Ordinal);
        _folder.Succeed(ResumableRun.Command(_folder, Epochs, "whole"));
        ResumableRun.AssertSame(_folder.In("whole"), run);
    }
}
