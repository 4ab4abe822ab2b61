using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Normalizations;
using SpikeDistill.Neurons;
using SpikeDistill.Optimization;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Tests.Networks;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>What every neuron that learns is held to in a run: resumed to the same bits, estimated, kept in files, and better after training.</summary>
public sealed class NeuronRunTests : IDisposable
{
    private readonly TinyRun _run = new();

    public static TheoryData<Neuron> Neurons() =>
    [
        new Plif { DecayInput = false },
        new Mpbn(),
        new Mpbn { DetachReset = true, Decay = 0.5f },
        new Lsg(),
        new Lsg { PerChannel = true, Reset = ResetMode.Soft },
        new ImLif(),
        new ImLif { PerChannel = false },
        new Glif(),
        new Glif { PerChannel = false, DetachReset = true },
    ];

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(Neurons), DisableDiscoveryEnumeration = true)]
    public void A_stopped_run_goes_on_to_the_same_bits_and_its_files_say_what_fires(Neuron neuron)
    {
        foreach ((Optimizer optimizer, double rate) in ((Optimizer, double)[])[(new Sgd(), 0.05), (new AdamW(), 0.002)])
        {
            ExperimentSettings settings = TinyRun.Student(epochs: 2) with { Neuron = neuron };
            settings = settings with { Training = settings.Training with { Optimizer = optimizer, LearningRate = rate } };
            RunFolder whole = StoppedAndGoneOn(optimizer.Name, settings);
            using Engine engine = new(1);
            using Network loaded = Checkpoint.LoadNetwork(whole.WeightsPath, engine), fresh = new(engine, settings.Network, neuron, settings.Seed);
            Assert.Equal(neuron, loaded.Neuron);
            (Parameter Trained, Parameter Fresh)[] ofNeurons = [.. loaded.Parameters.Zip(fresh.Parameters).Where(pair => pair.First.Name.Contains("sn"))];
            Assert.NotEmpty(ofNeurons);
            Assert.All(ofNeurons, pair => Assert.NotEqual(pair.Fresh.Value.ToArray(), pair.Trained.Value.ToArray()));
        }
    }

    [Theory]
    [MemberData(nameof(Neurons), DisableDiscoveryEnumeration = true)]
    public void A_step_takes_what_was_estimated(Neuron neuron) => Estimated(TinyRun.Student(epochs: 1) with { Neuron = neuron });

    [Fact]
    public void Networks_with_tdbn_and_with_attention_take_what_was_estimated()
    {
        Estimated(WithTdBn(TinyRun.Student(epochs: 1)), "tdbn");
        Estimated(WithAttention(TinyRun.Student(epochs: 1)), "pfa");
    }

    [Fact]
    public void Networks_with_tdbn_and_with_attention_lower_the_loss_on_real_images()
    {
        RealImages.LowerTheLoss(_run, WithTdBn, "tdbn");
        RealImages.LowerTheLoss(_run, WithAttention, "pfa");
    }

    [Fact]
    public void Networks_with_tdbn_and_with_attention_go_on_to_the_same_bits()
    {
        _ = StoppedAndGoneOn("tdbn", WithTdBn(TinyRun.Student(epochs: 2)));
        ExperimentSettings attention = WithAttention(TinyRun.Student(epochs: 2));
        RunFolder run = StoppedAndGoneOn("pfa", attention);
        using Engine engine = new(1);
        using Network loaded = Checkpoint.LoadNetwork(run.WeightsPath, engine);
        Assert.Equal(attention.Network.Family, loaded.Settings.Family);
        Parameter weight = loaded.Parameters.Single(parameter => parameter.Name == "layer1.0.attention.weight");
        Assert.Contains(weight.Value.ToArray(), value => value != 1);
    }

    private static ExperimentSettings WithTdBn(ExperimentSettings settings) => settings with
    {
        Network = settings.Network with { Normalization = new TdBn { Threshold = 0.5f } },
        Neuron = new Lif { DecayInput = false, Threshold = 0.5f },
    };

    private static ExperimentSettings WithAttention(ExperimentSettings settings) => settings with
    {
        Network = settings.Network with { Family = (ResNet)settings.Network.Family with { AttentionRank = 4 } },
    };

    private void Estimated(ExperimentSettings settings, string name = "run")
    {
        settings = settings with
        {
            Network = (settings.Network with { Timesteps = 4 }).Sized(width: 16),
            Training = settings.Training with { BatchSize = 32, WarmupEpochs = 0 },
        };
        MemoryEstimate estimate = MemoryEstimate.Of(settings, ExperimentData.Open(settings.Data, directory: null), teacher: null);
        double share = (double)_run.Train(name, settings).ReadMetrics()[0].PeakTensorBytes / estimate.TrainingBytes;
        Assert.True(share is >= 0.65 and <= 1, $"{share:F3}");
    }

    [Theory]
    [MemberData(nameof(Neurons), DisableDiscoveryEnumeration = true)]
    public void A_short_training_on_real_images_lowers_the_loss(Neuron neuron) => RealImages.LowerTheLoss(_run, settings => settings with { Neuron = neuron });

    private RunFolder StoppedAndGoneOn(string name, ExperimentSettings settings)
    {
        RunFolder whole = _run.Train(name, settings);
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
        Assert.Throws<OperationCanceledException>(() => _run.Train(name + "-cut", settings, stop, token: source.Token));
        RunFolder resumed = _run.Train(name + "-cut", settings, threads: 1);
        Assert.Equal(File.ReadAllBytes(whole.WeightsPath), File.ReadAllBytes(resumed.WeightsPath));
        return whole;
    }
}
