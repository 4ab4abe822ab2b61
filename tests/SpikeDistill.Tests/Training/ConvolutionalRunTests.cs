using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>What every convolutional family is held to in a run: resumed to the same bits, estimated, distilled into, and better after training.</summary>
public sealed class ConvolutionalRunTests : IDisposable
{
    private readonly TinyRun _run = new();

    public static TheoryData<NetworkFamily> Families() =>
    [
        new SewResNet { Blocks = [1, 1], Width = 6, StemStride = 2 },
        new SewResNet { Blocks = [2], Width = 6, Join = JoinKind.Iand, Bottleneck = true, Stem = StemKind.Imagenet },
        new SewEventNet { Widths = [1, 2], Width = 6, ImageSize = 32 },
        new VggSnn { Width = 2, ImageSize = 32 },
        new ResNet { Blocks = [1, 1], Width = 4, Bottleneck = true, Stem = StemKind.Imagenet },
        new WideResNet { Depth = 10, Widen = 1, Width = 6 },
        new PyramidNet { Blocks = [1, 1], Widening = 5, Width = 6 },
    ];

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(Families), DisableDiscoveryEnumeration = true)]
    public void A_stopped_run_goes_on_to_the_same_bits(NetworkFamily family)
    {
        ExperimentSettings settings = With(family, TinyRun.Student(epochs: 2));
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
        Assert.Equal(File.ReadAllBytes(whole.WeightsPath), File.ReadAllBytes(_run.Train("cut", settings, threads: 1).WeightsPath));
    }

    [Theory]
    [MemberData(nameof(Families), DisableDiscoveryEnumeration = true)]
    public void A_step_takes_what_was_estimated(NetworkFamily family)
    {
        ExperimentSettings settings = With(family, TinyRun.Student(epochs: 1));
        settings = settings with
        {
            Network = settings.Network with { Timesteps = 4 },
            Training = settings.Training with { BatchSize = 32, WarmupEpochs = 0 },
        };
        MemoryEstimate estimate = MemoryEstimate.Of(settings, ExperimentData.Open(settings.Data, directory: null), teacher: null);
        double share = (double)_run.Train("run", settings).ReadMetrics()[0].PeakTensorBytes / estimate.TrainingBytes;
        Assert.True(share is >= 0.65 and <= 1, $"{share:F3}");
    }

    [Theory]
    [InlineData("tser")]
    [InlineData("kdsnn")]
    [InlineData("lasnn")]
    [InlineData("bkdsnn")]
    public void A_SEW_network_is_distilled_into_and_its_sums_are_features(string method)
    {
        ExperimentSettings settings = With(new SewResNet { Blocks = [1, 1], Width = 6, StemStride = 2 }, TinyRun.Student(method, epochs: 5));
        NetworkSettings teacher = settings.Network with
        {
            Family = new ResNet { Blocks = [1, 1], Width = 8, StemStride = 2 },
            Activation = ActivationKind.Relu,
            Timesteps = 1,
        };
        Assert.All(_run.Train("run", settings, teacherNetwork: teacher).ReadMetrics(), epoch => Assert.True(double.IsFinite(epoch.Loss)));
    }

    [Theory]
    [MemberData(nameof(Families), DisableDiscoveryEnumeration = true)]
    public void A_short_training_on_real_images_lowers_the_loss(NetworkFamily family)
        => RealImages.LowerTheLoss(_run, settings => With(Widened(family), settings));

    private static NetworkFamily Widened(NetworkFamily family) => family switch
    {
        SewResNet sew => sew with { Width = 16 },
        SewEventNet net => net with { Width = 12 },
        VggSnn vgg => vgg with { Width = 6 },
        ResNet resnet => resnet with { Width = 8 },
        WideResNet wide => wide with { Width = 16, Widen = 2 },
        PyramidNet pyramid => pyramid with { Width = 12, Widening = 12 },
        _ => family,
    };

    private static ExperimentSettings With(NetworkFamily family, ExperimentSettings settings) => settings with
    {
        Network = settings.Network with { Family = family },
        Neuron = family is SewResNet or SewEventNet ? new If() : settings.Neuron,
    };
}
