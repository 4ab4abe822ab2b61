using SpikeDistill.Data;
using SpikeDistill.Interop;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Optimization;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Tests.Networks;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>What a run may and may not go on with.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly TinyRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_checkpoint_of_the_first_versions_is_gone_on_with()
    {
        RunFolder whole = _run.Train("whole", TinyRun.Student());
        StopIn("old", epoch: 2, batch: 1, phase: "evaluate");
        Rewrite(_run.PathOf("old/checkpoint.safetensors"), metadata =>
        {
            metadata.Remove("state");
            metadata.Remove("sha256");
            metadata["epoch"] = "2";
        });

        RunFolder resumed = _run.Train("old", TinyRun.Student());

        Assert.Equal(File.ReadAllBytes(whole.WeightsPath), File.ReadAllBytes(resumed.WeightsPath));
    }

    [Fact]
    public void A_checkpoint_whose_steps_were_counted_for_all_parameters_together_is_gone_on_with()
    {
        ExperimentSettings settings = TinyRun.Student() with { Training = TinyRun.Student().Training with { Optimizer = new AdamW(), LearningRate = 0.01 } };
        RunFolder whole = _run.Train("whole", settings);
        StopIn("old", epoch: 2, batch: 1, settings: settings);
        Rewrite(_run.PathOf("old/checkpoint.safetensors"), _ => { }, (name, values) => name == "optimizer.steps" ? [values[0]] : values);

        Assert.Equal(File.ReadAllBytes(whole.WeightsPath), File.ReadAllBytes(_run.Train("old", settings).WeightsPath));
    }

    [Theory]
    [InlineData("""{"epoch":4,"batch":0}""")]
    [InlineData("""{"epoch":-1,"batch":0}""")]
    [InlineData("""{"epoch":1,"batch":5}""")]
    [InlineData("""{"epoch":1,"batch":2}""")]
    [InlineData(
        """
        {"epoch":1,"batch":1,"totals":
        {"batches":1,"values":[1,2],"norms":[1,2],"accuracy":{"images":16,"right_of_mean":1,"right_at_step":[1,1],"cross_entropy":1}}}
        """)]
    [InlineData(
        """
        {"epoch":1,"batch":1,"totals":
        {"batches":1,"values":[1],"norms":[1],"accuracy":{"images":16,"right_of_mean":1,"right_at_step":[1],"cross_entropy":1}}}
        """)]
    [InlineData("""{"epoch":1,"batch":1,"totals":{"batches":1,"values":[1],"norms":[1],"accuracy":null}}""")]
    [InlineData("""{"epoch":"one"}""")]
    [InlineData("null")]
    public void A_state_that_cannot_be_is_refused(string state)
    {
        StopIn("run", epoch: 2, batch: 1);
        Rewrite(_run.PathOf("run/checkpoint.safetensors"), metadata => metadata["state"] = state);

        RunException error = Assert.ThrowsAny<RunException>(() => _run.Train("run", TinyRun.Student()));

        Assert.Contains("checkpoint.safetensors", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_teacher_is_refused()
    {
        using Engine engine = new(1);
        ExperimentSettings settings = TinyRun.Student("tser");
        using CancellationTokenSource source = new();
        RecordingObserver observer = new() { OnBatch = _ => source.Cancel() };
        Assert.Throws<OperationCanceledException>(() => Train(teacherSeed: 1, stride: 2, source.Token));

        RunException weights = Assert.ThrowsAny<RunException>(() => Train(teacherSeed: 2, stride: 2, default));
        RunException network = Assert.ThrowsAny<RunException>(() => Train(teacherSeed: 1, stride: 4, default));

        Assert.Contains("another teacher (its weights have changed", weights.Message, StringComparison.Ordinal);
        Assert.Contains("another teacher (its weights are the same", network.Message, StringComparison.Ordinal);
        Assert.Equal(1, Checkpoint.StateOf(RunFolder.Open(_run.PathOf("run")).CheckpointPath).Batch);
        Train(teacherSeed: 1, stride: 2, default);

        void Train(long teacherSeed, int stride, CancellationToken token)
        {
            using Network teacher = new(
                engine, (settings.Network with { Activation = ActivationKind.Relu, Timesteps = 1 }).Sized(stemStride: stride), new Lif(), teacherSeed);
            using Network student = new(engine, settings.Network, settings.Neuron, settings.Seed);
            new TrainingRun(student, ImageData.Open(settings.Data.Set), settings)
            {
                Teacher = teacher,
                Recorder = new RunRecorder(_run.PathOf("run")),
            }.Train(observer, token);
        }
    }

    [Fact]
    public void The_peak_of_memory_is_that_of_all_batches_of_an_epoch()
    {
        long whole = _run.Train("whole", TinyRun.Student(epochs: 1)).ReadMetrics()[0].PeakTensorBytes;
        StopIn("cut", epoch: 1, batch: 4, epochs: 1);
        Assert.Equal(whole, _run.Train("cut", TinyRun.Student(epochs: 1)).ReadMetrics()[0].PeakTensorBytes);
    }

    private void StopIn(string name, int epoch, int batch, int epochs = 3, string phase = "train", ExperimentSettings? settings = null)
    {
        using CancellationTokenSource source = new();
        RecordingObserver observer = new()
        {
            OnBatch = progress =>
            {
                if (progress.Phase == phase && progress.Epoch == epoch && progress.Batch == batch)
                {
                    source.Cancel();
                }
            },
        };
        Assert.Throws<OperationCanceledException>(() => _run.Train(name, settings ?? TinyRun.Student(epochs: epochs), observer, token: source.Token));
    }

    private static void Rewrite(string path, Action<Dictionary<string, string>> change, Func<string, float[], float[]>? changeValues = null)
    {
        Dictionary<string, string> metadata;
        SafeTensorsWriter writer;
        using (SafeTensorsFile file = SafeTensorsFile.Open(path))
        {
            metadata = new Dictionary<string, string>(file.Metadata, StringComparer.Ordinal);
            change(metadata);
            writer = new SafeTensorsWriter { Checksum = metadata.ContainsKey("sha256") };
            foreach (TensorInfo tensor in file.Tensors)
            {
                float[] values = file.ReadSingles(tensor.Name), changed = changeValues?.Invoke(tensor.Name, values) ?? values;
                writer.Add(tensor.Name, changed.Length == values.Length ? [.. tensor.Shape] : [changed.Length], changed);
            }
        }

        foreach ((string key, string value) in metadata)
        {
            writer.Metadata[key] = value;
        }

        writer.Save(path);
    }
}
