using System.Diagnostics;
using System.Globalization;

namespace SpikeDistill.Cli.Tests.Runs;

/// <summary>A run that is killed again and again loses nothing.</summary>
public sealed class KillTests : IDisposable
{
    /// <summary>SPIKEDISTILL_KILLS asks for more.</summary>
    private static readonly int Kills
        = int.TryParse(Environment.GetEnvironmentVariable("SPIKEDISTILL_KILLS"), CultureInfo.InvariantCulture, out int asked) ? asked : 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Rare")]
    public void A_run_killed_at_random_moments_again_and_again_ends_with_the_bits_of_one_never_killed()
    {
        int epochs = 4 * Kills;
        using TemporaryFolder undisturbed = new();
        undisturbed.Succeed(ResumableRun.Command(undisturbed, epochs));

        string[] command = ResumableRun.Command(_folder, epochs);
        Random random = new(2026);
        TimeSpan startUp = TimeSpan.FromSeconds(0.5);
        for (int kill = 0; kill < Kills; kill++)
        {
            Stopwatch clock = Stopwatch.StartNew();
            using SpikeDistillProcess process = SpikeDistillProcess.Start(_folder.Path, [.. command, "--threads", $"{random.Next(1, 4)}"]);
            if (random.Next(3) == 0)
            {
                Thread.Sleep(startUp * random.NextDouble());
            }
            else
            {
                process.WaitForLine("tiny-");
                startUp = clock.Elapsed;
                Thread.Sleep(random.Next(50));
            }

            Assert.False(process.HasExited, $"The run was done or failed before kill {kill + 1}; if it was done, make it longer.");
            process.Kill();
        }

        Assert.Contains("going on in epoch", _folder.Succeed([.. command, "--threads", "3"]), StringComparison.Ordinal);
        ResumableRun.AssertSame(undisturbed.In("run"), _folder.In("run"));
        ResumableRun.AssertSame(undisturbed.In("runs/tiny-teacher-seed0"), _folder.In("runs/tiny-teacher-seed0"));
    }

    [Fact]
    public void A_second_process_on_a_run_folder_is_refused()
    {
        string[] command = ResumableRun.Command(_folder, epochs: 160);
        using SpikeDistillProcess first = SpikeDistillProcess.Start(_folder.Path, command);
        first.WaitForLine("epoch 2/160");

        (int code, _, string errors) = SpikeDistillProcess.Run(_folder.Path, command);

        Assert.False(first.HasExited);
        Assert.Equal(1, code);
        Assert.StartsWith("error: ", errors);
        Assert.Contains("another process is training in this run folder", errors, StringComparison.Ordinal);
        first.Kill();
        using SpikeDistillProcess third = SpikeDistillProcess.Start(_folder.Path, command);
        third.WaitForLine("epoch ");
        third.Kill();
    }
}
