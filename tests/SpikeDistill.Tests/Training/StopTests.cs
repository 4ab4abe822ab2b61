using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>A run that tells how far it is, and is asked to stop by who watches it.</summary>
public sealed class StopTests : IDisposable
{
    private readonly TinyRun _run = new();

    private string Folder => _run.PathOf("watched");

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_run_that_is_asked_to_stop_keeps_what_is_done_and_goes_on_to_the_same_bits()
    {
        RunFolder whole = _run.Train("whole", TinyRun.Student());
        RunProgress? told = null;
        RecordingObserver observer = new()
        {
            OnBatch = batch =>
            {
                if (batch is not { Epoch: 2, Batch: 2, Phase: "train" }) return;

                told = RunProgress.Read(Folder);
                RunFolder.RequestStop(Folder);
                RunFolder.RequestStop(Folder);
                Thread.Sleep(300);
            },
        };

        Assert.Throws<RunStoppedException>(() => _run.Train("watched", TinyRun.Student(), observer));

        Assert.NotNull(told);
        Assert.True(told.IsAlive);
        Assert.Equal((3, 4), (told.Batch.Epochs, told.Batch.Batches));
        Assert.Equal(1, RunFolder.Open(Folder).FinishedEpochs);
        Assert.Null(RunProgress.Read(Folder));
        Assert.False(RunProgress.IsStopping(Folder));
        Assert.Equal(File.ReadAllBytes(whole.WeightsPath), File.ReadAllBytes(_run.Train("watched", TinyRun.Student()).WeightsPath));
    }

    [Fact]
    public void A_run_that_nobody_trains_is_not_asked()
    {
        _run.Train("watched", TinyRun.Student(epochs: 1));

        RunFolderException refused = Assert.Throws<RunFolderException>(() => RunFolder.RequestStop(Folder));

        Assert.Equal(RunFolderReason.NotTraining, refused.Reason);
        Assert.DoesNotContain("stop", Directory.GetFiles(Folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("""{"batch":null}""")]
    [InlineData("not json")]
    [InlineData(
        """
        {"batch":{"epoch":1,"epochs":1,"phase":"train","batch":1,"batches":1,"batch_size":1,"loss":"NaN","accuracy":0},
        "written":"2026-01-01T00:00:00Z","machine":"MACHINE","process_id":1,"process_started":"2000-01-01T00:00:00Z"}
        """)]
    public void What_a_killed_process_left_is_no_run_that_trains(string left)
    {
        _run.Train("watched", TinyRun.Student(epochs: 1));
        File.WriteAllText(Path.Combine(Folder, RunProgress.Name), left.Replace("MACHINE", Environment.MachineName, StringComparison.Ordinal));

        Assert.True(RunProgress.Read(Folder) is null or { IsAlive: false });
        Assert.Throws<RunFolderException>(() => RunFolder.RequestStop(Folder));
    }

    [Fact]
    public void A_wish_from_before_the_run_began_is_not_one_of_it_and_a_link_in_its_place_is_not_written_to()
    {
        string elsewhere = _run.PathOf("elsewhere");
        RecordingObserver first = new() { OnBatch = batch => throw new OperationCanceledException() };
        Assert.Throws<OperationCanceledException>(() => _run.Train("watched", TinyRun.Student(), first));
        File.CreateSymbolicLink(Path.Combine(Folder, "stop"), elsewhere);
        bool asked = false;
        RecordingObserver second = new()
        {
            OnBatch = batch =>
            {
                if (asked || batch.Batch != 2) return;

                asked = true;
                File.CreateSymbolicLink(Path.Combine(Folder, "stop"), elsewhere);
                RunFolder.RequestStop(Folder);
                File.Delete(Path.Combine(Folder, "stop"));
            },
        };

        Assert.Equal(3, _run.Train("watched", TinyRun.Student(), second).FinishedEpochs);
        Assert.True(asked);
        Assert.False(File.Exists(elsewhere));
    }
}
