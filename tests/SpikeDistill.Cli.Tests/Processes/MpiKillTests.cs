using System.Diagnostics;
using System.Globalization;
using SpikeDistill.Cli.Tests.Runs;

namespace SpikeDistill.Cli.Tests.Processes;

/// <summary>A run of several processes of which one is killed.</summary>
public sealed class MpiKillTests : IDisposable
{
    private const string Epochs = "12";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Rare")]
    public void A_killed_rank_ends_all_and_the_run_goes_on_to_the_same_bits()
    {
        string mpirun = MpiRun.Any();
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        Assert.Equal(0, MpiRun.Run(mpirun, 2, _folder.Path, Command("whole")).Code);

        using (SpikeDistillProcess process = MpiRun.Start(mpirun, 2, _folder.Path, Command("killed")))
        {
            process.WaitForLine("epoch 2/");
            KillRank("killed", rank: 1);
            Assert.NotEqual(0, process.Finish().Code);
        }

        (int code, string output, string errors) = MpiRun.Run(mpirun, 2, _folder.Path, Command("killed"));
        Assert.True(code == 0, output + errors);
        Assert.Contains("going on in epoch", output, StringComparison.Ordinal);
        ResumableRun.AssertSame(_folder.In("whole"), _folder.In("killed"));
    }

    /// <summary>Four kills, or as many as SPIKEDISTILL_KILLS says.</summary>
    [Fact]
    [Trait("Category", "Rare")]
    public void A_run_of_three_ranks_any_of_which_is_killed_again_and_again_ends_with_the_bits_of_one_never_killed()
    {
        const int ranks = 3;
        int kills = int.TryParse(Environment.GetEnvironmentVariable("SPIKEDISTILL_KILLS"), CultureInfo.InvariantCulture, out int asked) ? asked : 4;
        string mpirun = MpiRun.Any();
        Random random = new(1);
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        Assert.Equal(0, MpiRun.Run(mpirun, ranks, _folder.Path, Command("whole")).Code);

        for (int kill = 0; kill < kills; kill++)
        {
            using SpikeDistillProcess process = MpiRun.Start(mpirun, ranks, _folder.Path, Command("killed"));
            Thread.Sleep(random.Next(300, 1800));
            KillRank("killed", random.Next(ranks));
            process.Finish();
        }

        Assert.Equal(0, MpiRun.Run(mpirun, ranks, _folder.Path, Command("killed")).Code);
        ResumableRun.AssertSame(_folder.In("whole"), _folder.In("killed"));
    }

    private static string[] Command(string into)
        => ["train", "teacher.yaml", "--set", $"training.epochs={Epochs}", "--out", into, "--resume", "--save-every", "0"];

    /// <summary>Kills a rank of the processes that train into a folder, where it is there already.</summary>
    private void KillRank(string into, int rank)
    {
        string place = rank.ToString(CultureInfo.InvariantCulture);
        foreach (string process in Directory.GetDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            try
            {
                string[] command = File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0');
                string[] variables = File.ReadAllText(Path.Combine(process, "environ")).Split('\0');
                if (command[0] == "dotnet" && command.Contains(into)
                    && Directory.ResolveLinkTarget(Path.Combine(process, "cwd"), false)?.FullName == _folder.Path
                    && (variables.Contains($"OMPI_COMM_WORLD_RANK={place}") || variables.Contains($"PMI_RANK={place}")))
                {
                    Process.GetProcessById(int.Parse(Path.GetFileName(process), CultureInfo.InvariantCulture)).Kill();
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
            {
                // It has just ended.
            }
        }
    }
}
