using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Tests.Training;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Runs;

/// <summary>A program that uses the library tells failures apart by their reasons.</summary>
public sealed class ReasonTests : IDisposable
{
    private readonly TinyRun _run = new();
    private readonly Engine _engine = new(1);

    public void Dispose()
    {
        _engine.Dispose();
        _run.Dispose();
    }

    [Fact]
    public void A_place_that_is_taken_says_by_what()
    {
        File.WriteAllText(_run.PathOf("file"), "");
        Directory.CreateDirectory(_run.PathOf("full/inner"));
        _run.Train("run", TinyRun.Student(epochs: 1));

        Assert.Equal(RunFolderReason.IsFile, Reason(() => RunFolder.RequireFree(_run.PathOf("file"))));
        Assert.Equal(RunFolderReason.NotEmpty, Reason(() => RunFolder.RequireFree(_run.PathOf("full"))));
        Assert.Equal(RunFolderReason.HoldsRun, Reason(() => RunFolder.RequireFree(_run.PathOf("run"))));
        Assert.Equal(RunFolderReason.HoldsRun, Reason(() => RunFolder.Create(_run.PathOf("run"), TinyRun.Student(), _engine)));
    }

    [Fact]
    public void A_folder_that_holds_no_run_says_so()
    {
        RunFolderException failure = Assert.Throws<RunFolderException>(() => RunFolder.Open(_run.PathOf("none")));

        Assert.Equal((RunFolderReason.NoRun, _run.PathOf("none")), (failure.Reason, failure.Path));
    }

    [Fact]
    public void A_run_with_other_settings_is_not_gone_on_with()
    {
        _run.Train("run", TinyRun.Student(epochs: 1));

        Assert.Equal(RunFolderReason.OtherSettings, Reason(() => _run.Train("run", TinyRun.Student(epochs: 2))));
    }

    [Fact]
    public void A_run_that_is_being_trained_is_in_use()
    {
        RunFolderReason? reason = null;
        RecordingObserver observer = new() { OnEpoch = _ => reason ??= Reason(() => _run.Train("run", TinyRun.Student(epochs: 1))) };

        _run.Train("run", TinyRun.Student(epochs: 1), observer);

        Assert.Equal(RunFolderReason.InUse, reason);
    }

    [Fact]
    public void Measures_that_were_damaged_are_told_from_those_that_cannot_be_read()
    {
        RunFolder run = _run.Train("run", TinyRun.Student(epochs: 1));
        string measures = _run.PathOf("run/metrics.jsonl");
        File.WriteAllText(measures, "{");
        Assert.Equal(RunFolderReason.Damaged, Reason(() => run.ReadMetrics()));
        File.Delete(measures);
        Assert.Equal(RunFolderReason.Damaged, Reason(() => run.ReadMetrics()));
        Directory.CreateDirectory(measures);
        Assert.Equal(RunFolderReason.CannotBeRead, Reason(() => run.ReadMetrics()));
    }

    [Fact]
    public void Weights_say_why_they_cannot_be_used()
    {
        string own = Saved("own.safetensors", dataSet: null);
        Assert.Equal(WeightsReason.Missing, Refused(_run.PathOf("none.safetensors")).Reason);
        Assert.Equal(WeightsReason.UnknownDataSet, Assert.Throws<WeightsException>(() => Checkpoint.DataSetOf(own)).Reason);

        using (FileStream stream = new(own, FileMode.Open))
        {
            stream.SetLength(stream.Length / 2);
        }

        Assert.Equal(WeightsReason.Damaged, Refused(own).Reason);

        string theirs = _run.PathOf("theirs.safetensors");
        new SafeTensorsWriter().Save(theirs);
        Assert.Equal(WeightsReason.Foreign, Refused(theirs).Reason);

        string later = _run.PathOf("later.safetensors");
        SafeTensorsWriter writer = new();
        writer.Metadata["spikedistill_format"] = "99";
        writer.Save(later);
        WeightsException failure = Refused(later);
        Assert.Equal((WeightsReason.OtherFormat, "99", "1", later), (failure.Reason, failure.Found, failure.Expected, failure.Path));
    }

    [Fact]
    public void Weights_of_another_network_say_so()
    {
        string file = Saved("own.safetensors", "synthetic");
        NetworkSettings wider = TinyRun.Student().Network with { Family = new ResNet { Blocks = [1, 1], Width = 8, StemStride = 2 } };

        WeightsException failure = Assert.Throws<WeightsException>(() => WeightImport.Load(file, _engine, wider, new Lif()));

        Assert.Equal((WeightsReason.OtherNetwork, file), (failure.Reason, failure.Path));
    }

    [Fact]
    public void A_run_that_diverges_says_in_which_epoch_and_warns_first()
    {
        ExperimentSettings settings = TinyRun.Student() with
        {
            Training = TinyRun.Student().Training with { LearningRate = 1e30, WarmupEpochs = 0, ClipNorm = null },
        };
        RecordingObserver observer = new();

        DivergenceException failure = Assert.Throws<DivergenceException>(() => _run.Train("run", settings, observer));

        Assert.Equal(1, failure.Epoch);
        TrainingWarning warning = Assert.Single(observer.Told, warning => warning.Kind == TrainingWarningKind.Diverged);
        Assert.Equal((1, failure.Message), (warning.Epoch, warning.Message));
    }

    [Fact]
    public void A_run_without_room_says_how_much_it_needs()
    {
        ExperimentSettings settings = TinyRun.Student();
        MemoryEstimate estimate = MemoryEstimate.Of(settings, ExperimentData.Open(settings.Data, directory: null), teacher: null);

        MemoryException failure = Assert.Throws<MemoryException>(() => estimate.Require(available: 1000));

        Assert.Equal((estimate.TotalBytes, 1000), (failure.NeededBytes, failure.AvailableBytes));
    }

    private static RunFolderReason Reason(Action act) => Assert.Throws<RunFolderException>(act).Reason;

    private WeightsException Refused(string file) => Assert.Throws<WeightsException>(() => Checkpoint.LoadNetwork(file, _engine));

    private string Saved(string name, string? dataSet)
    {
        ExperimentSettings settings = TinyRun.Student();
        using Network network = new(_engine, settings.Network, settings.Neuron, seed: 3);
        string path = _run.PathOf(name);
        Checkpoint.SaveWeights(path, network, dataSet);
        return path;
    }
}
