using SpikeDistill.Catalogs;
using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Tensors;
using SpikeDistill.Training;
using static SpikeDistill.Tests.Networks.TestNetworks;

namespace SpikeDistill.Tests.Training;

/// <summary>The estimate against what a training step was measured to take.</summary>
public sealed class MemoryEstimateTests : IDisposable
{
    /// <summary>Measured memory is at most the estimate and at least this share of it.</summary>
    private const double LeastShare = 0.65;

    private readonly TinyRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("cross_entropy", 2, 32, 16, 1, 1)]
    [InlineData("cross_entropy", 4, 48, 8, 1, 1, 1)]
    [InlineData("cross_entropy", 1, 64, 32, 1, 1, 1, 1)]
    [InlineData("cross_entropy", 2, 16, 24, 2, 1)]
    [InlineData("tser", 2, 32, 16, 1, 1)]
    public void A_step_takes_what_was_estimated(string method, int timesteps, int batch, int width, params int[] blocks)
    {
        ExperimentSettings settings = TinyRun.Student(method, epochs: 1);
        settings = settings with
        {
            Network = settings.Network.Sized(width, blocks: blocks) with
            {
                Timesteps = timesteps,
                Activation = timesteps == 1 ? ActivationKind.Relu : ActivationKind.Spiking,
            },
            Training = settings.Training with { BatchSize = batch, WarmupEpochs = 0 },
        };
        NetworkSettings? teacher = settings.Objective.NeedsTeacher ? TinyRun.Student().Network with { Activation = ActivationKind.Relu, Timesteps = 1 } : null;

        MemoryEstimate estimate = MemoryEstimate.Of(settings, ExperimentData.Open(settings.Data, directory: null), teacher);
        long measured = _run.Train("run", settings).ReadMetrics()[0].PeakTensorBytes;

        double share = (double)measured / estimate.TrainingBytes;
        Assert.True(share is >= LeastShare and <= 1, $"measured {measured} of {estimate.TrainingBytes}: {share:F3}");
    }

    [Theory]
    [InlineData("bkdsnn", ActivationKind.Relu, 1, 32, 16)]
    [InlineData("bkdsnn", ActivationKind.Relu, 1, 16, 64)]
    [InlineData("kdsnn", ActivationKind.Relu, 1, 32, 24)]
    [InlineData("lasnn", ActivationKind.Relu, 1, 48, 32)]
    [InlineData("kdsnn", ActivationKind.Spiking, 16, 32, 16)]
    [InlineData("bkdsnn", ActivationKind.Spiking, 16, 16, 32)]
    [InlineData("tser", ActivationKind.Spiking, 16, 32, 16)]
    public void Features_their_terms_and_the_teacher_are_counted(string method, ActivationKind activation, int steps, int batch, int teacherWidth)
    {
        NetworkSettings teacher = (TinyRun.Teacher with { Activation = activation, Timesteps = steps }).Sized(width: teacherWidth);
        ExperimentSettings settings = TinyRun.Student(epochs: 1) with
        {
            Objective = Methods.Find(method).Objective(o => method == "lasnn" ? o.With(MethodOptions.FeatureShare, 0) : o),
        };
        settings = settings with { Network = settings.Network.Sized(width: 16), Training = settings.Training with { BatchSize = batch, WarmupEpochs = 0 } };
        MemoryEstimate estimate = MemoryEstimate.Of(settings, ExperimentData.Open(settings.Data, directory: null), teacher);
        double share = (double)_run.Train("run", settings, teacherNetwork: teacher).ReadMetrics()[0].PeakTensorBytes / estimate.TrainingBytes;
        Assert.True(share is >= LeastShare and <= 1, $"{share:F3}");
    }

    [Theory]
    [InlineData("resnet18", 16, "cross_entropy")]
    [InlineData("resnet18", 16, "bkdsnn")]
    [InlineData("sew-resnet18", 16, "cross_entropy")]
    [InlineData("vgg16", 16, "tser")]
    [InlineData("spikformer", 0, "cross_entropy")]
    [InlineData("spikingformer", 0, "cross_entropy")]
    public void A_step_whose_blocks_are_run_again_takes_what_was_estimated(string name, int width, string method)
    {
        ExperimentSettings settings = TinyRun.Student(method, epochs: 1);
        settings = settings with
        {
            Network = settings.Network with
            {
                Family = name switch
                {
                    "spikformer" => new Spikformer { Dimension = 96, Depth = 3 },
                    "spikingformer" => new Spikingformer { Dimension = 96, Depth = 3 },
                    _ => Family(name) with { Width = width, StemStride = 1 },
                },
            },
            Training = settings.Training with { BatchSize = 16, WarmupEpochs = 0, Recompute = true },
        };
        NetworkSettings? teacher = settings.Objective.NeedsTeacher ? TinyRun.Teacher : null;
        ExperimentData data = ExperimentData.Open(settings.Data, directory: null);

        MemoryEstimate estimate = MemoryEstimate.Of(settings, data, teacher);
        MemoryEstimate keeping = MemoryEstimate.Of(settings with { Training = settings.Training with { Recompute = false } }, data, teacher);
        long measured = _run.Train("run", settings).ReadMetrics()[0].PeakTensorBytes;

        double share = (double)measured / estimate.TrainingBytes;
        Assert.True(share is >= 0.9 and <= 1, $"measured {measured} of {estimate.TrainingBytes}: {share:F3}; {keeping.TrainingBytes} where all is kept");
        Assert.InRange(estimate.TrainingBytes, 0, 0.8 * keeping.TrainingBytes);
    }

    [Theory]
    [InlineData("sew-resnet18", 32, 8, 128, StemKind.Imagenet)]
    [InlineData("sew-resnet18", 32, 4, 224, StemKind.Imagenet)]
    [InlineData("resnet18", 16, 8, 128, StemKind.Imagenet)]
    [InlineData("resnet18", 64, 32, 32, StemKind.Cifar)]
    [InlineData("resnet18", 16, 16, 32, StemKind.Cifar)]
    [InlineData("sew-resnet18", 32, 8, 32, StemKind.Cifar)]
    [InlineData("vgg11", 16, 32, 32, null)]
    public void Blocks_that_are_run_again_leave_gaps_in_memory_that_are_counted(string name, int width, int batch, int side, StemKind? stem)
    {
        ExperimentSettings settings = TinyRun.Student(epochs: 1);
        ConvolutionalFamily family = Family(name) with { Width = width };
        settings = settings with
        {
            Data = settings.Data with { TrainImages = 0, TestImages = 0, Augmentation = [] },
            Network = settings.Network with
            {
                Family = family switch
                {
                    SewResNet sew => sew with { Stem = stem!.Value },
                    ResNet residual => residual with { Stem = stem!.Value },
                    _ => family,
                },
                Timesteps = 4,
                Classes = 3,
            },
            Training = settings.Training with { BatchSize = batch, WarmupEpochs = 0, Recompute = true },
        };
        ImageShape shape = new(side, side, 3);
        ImageData data = new("mine", new OwnImages("mine train", 2 * batch) { Shape = shape }, new OwnImages("mine test", 2) { Shape = shape });
        MemoryEstimate estimate = MemoryEstimate.Of(settings, ExperimentData.Of(data, settings.Data), teacher: null);
        using Engine engine = new(2);
        using Network student = new(engine, settings.Network, settings.Neuron, settings.Seed);
        new TrainingRun(student, data, settings).Train();

        double ratio = (double)estimate.PoolBytes / engine.Memory.BytesHeld;
        Assert.True(ratio is >= 1 and <= 1.1, $"{ratio:F3}");
    }

    [Fact]
    public void Pools_are_estimated_too()
    {
        ExperimentSettings settings = TinyRun.Student(epochs: 1);
        settings = settings with { Network = (settings.Network with { Family = Family("vgg11") }).Sized(stemStride: 1, width: 8) };
        MemoryEstimate estimate = MemoryEstimate.Of(settings, ExperimentData.Open(settings.Data, directory: null), teacher: null);
        double share = (double)_run.Train("run", settings).ReadMetrics()[0].PeakTensorBytes / estimate.TrainingBytes;
        Assert.True(share is >= LeastShare and <= 1, $"{share:F3}");
    }

    [Theory]
    [InlineData("vgg11", 32, "sgd")]
    [InlineData("resnet34", 32, "adamw")]
    [InlineData("spikformer", 0, "sgd")]
    [InlineData("sew-resnet18", 32, "sgd")]
    public void An_evaluation_that_takes_the_most_holds_what_was_estimated(string name, int width, string optimizer)
    {
        ExperimentSettings settings = TinyRun.Student(epochs: 1);
        settings = settings with
        {
            Data = settings.Data with { TrainImages = 4, TestImages = 200 },
            Network = settings.Network with
            {
                Family = name == "spikformer" ? new Spikformer { Dimension = 96, Depth = 2 } : Family(name) with { Width = width, StemStride = 1 },
            },
            Training = settings.Training with
            {
                BatchSize = 2,
                WarmupEpochs = 0,
                Optimizer = Catalog.Default.Optimizers.Find(optimizer).Default,
                LearningRate = 0.001,
            },
        };
        using Engine engine = new(2);
        using Network student = new(engine, settings.Network, settings.Neuron, settings.Seed);
        ImageData data = ImageData.Open(settings.Data.Set);
        MemoryEstimate estimate = MemoryEstimate.Of(settings, ExperimentData.Of(data, settings.Data), teacher: null);
        new TrainingRun(student, data, settings).Train();

        double ratio = MemoryEstimate.BesideValues * estimate.EvaluationBytes / engine.Memory.BytesHeld;
        Assert.True(ratio is >= 1 and <= 1.1, $"{ratio:F3}");
    }

    [Fact]
    public void Too_little_memory_is_told_with_the_numbers_and_what_to_lower()
    {
        ExperimentSettings settings = TinyRun.Student();
        MemoryEstimate estimate = MemoryEstimate.Of(settings, ExperimentData.Open(settings.Data, directory: null), teacher: null);

        estimate.Require(estimate.TotalBytes);
        RunException error = Assert.ThrowsAny<RunException>(() => estimate.Require(10L << 20));

        Assert.Contains("only 10.5MB are free", error.Message, StringComparison.Ordinal);
        Assert.Contains("Lower training.batch_size (now 16), network.timesteps (now 2) or network.width (now 4)", error.Message, StringComparison.Ordinal);

        settings = settings with { Network = settings.Network with { Family = new Spikformer { Dimension = 16, Depth = 1 } } };
        estimate = MemoryEstimate.Of(settings, ExperimentData.Open(settings.Data, directory: null), teacher: null);
        Assert.Contains(" or the network's size;", Assert.ThrowsAny<RunException>(() => estimate.Require(10L << 20)).Message, StringComparison.Ordinal);
    }
}
