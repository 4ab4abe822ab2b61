using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Neurons;
using SpikeDistill.Optimization;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Tests.Training;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Networks.Transformers;

/// <summary>Runs of transformers: stopped and gone on with, estimated, and on real images.</summary>
public sealed class TransformerRunTests : IDisposable
{
    private readonly TinyRun _run = new();

    public static TheoryData<string> Names => SmallTransformers.Names;

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_stopped_run_goes_on_to_the_same_bits(string name)
    {
        ExperimentSettings settings = Settings(name, epochs: 2);
        RunFolder whole = _run.Train("whole", settings);
        using CancellationTokenSource source = new();
        RecordingObserver stop = new()
        {
            OnBatch = progress =>
            {
                if (progress is { Phase: "train", Epoch: 2, Batch: 2 })
                {
                    source.Cancel();
                }
            },
        };
        Assert.Throws<OperationCanceledException>(() => _run.Train("cut", settings, stop, token: source.Token));
        RunFolder resumed = _run.Train("cut", settings, threads: 1);
        Assert.Equal(File.ReadAllBytes(whole.WeightsPath), File.ReadAllBytes(resumed.WeightsPath));
        using Engine engine = new(1);
        using Network loaded = Checkpoint.LoadNetwork(whole.WeightsPath, engine);
        Assert.Equal(SmallTransformers.Describe(name).ParameterCount, loaded.ParameterCount);
    }

    // With patches of 16 pixels these networks are so small that the scratch of kernels outweighs all else.
    [Theory]
    [InlineData("spikformer")]
    [InlineData("spikingformer")]
    [InlineData("spikingformer with CML")]
    [InlineData("spike-driven transformer")]
    [InlineData("vision transformer")]
    public void A_step_takes_what_was_estimated(string name)
    {
        ExperimentSettings settings = Settings(name, epochs: 1);
        settings = settings with { Training = settings.Training with { BatchSize = 32, WarmupEpochs = 0 } };
        MemoryEstimate estimate = MemoryEstimate.Of(settings, ExperimentData.Open(settings.Data, directory: null), teacher: null);
        double share = (double)_run.Train("run", settings).ReadMetrics()[0].PeakTensorBytes / estimate.TrainingBytes;
        Assert.True(share is >= 0.9 and <= 1, $"{share:F3}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void On_real_images_the_loss_falls(string name)
    {
        string? directory = Environment.GetEnvironmentVariable(DataRoot.Variable);
        Assert.SkipUnless(
            directory is { Length: > 0 } && DataSets.IsPresent("cifar10", directory),
            $"No cifar10 here: set {DataRoot.Variable} to the folder that holds its official binary files to run this test.");
        using Engine engine = new(2);
        Lif neuron = new() { DecayInput = false, DetachReset = true };
        using Network student = Network.Create(engine, SmallTransformers.Describe(name), neuron, timesteps: 2, seed: 1);
        TrainingRun run = new(student, TinyRun.ImagesOf("cifar10"))
        {
            TrainImages = 512,
            TestImages = 100,
            Epochs = 4,
            BatchSize = 32,
            Optimizer = new AdamW(),
            LearningRate = 0.002,
            WarmupEpochs = 0,
            EvaluateEvery = 4,
        };
        IReadOnlyList<EpochMetrics> epochs = run.Train();
        Assert.True(epochs[^1].Loss < 0.98 * epochs[0].Loss, string.Join(", ", epochs.Select(epoch => epoch.Loss)));
    }

    private static ExperimentSettings Settings(string name, int epochs)
    {
        ExperimentSettings settings = TinyRun.Student(epochs: epochs);
        return settings with
        {
            Network = NetworkSettings.Of(SmallTransformers.Describe(name), Dynamics.Neuron(timesteps: 2)),
            Training = settings.Training with { Optimizer = new AdamW(), LearningRate = 0.001 },
        };
    }
}
