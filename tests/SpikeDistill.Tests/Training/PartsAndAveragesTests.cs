using SpikeDistill.Data;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Optimization;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Tests.Networks;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>Batches that go through in parts, moving averages of the weights, and mixed images in whole runs.</summary>
public sealed class PartsAndAveragesTests : IDisposable
{
    private const string WithoutNormalization = """
        name: plain
        image: {channels: 3, height: 32, width: 32}
        nodes:
          - {name: conv, kind: convolution, outputs: 8, kernel: 3, stride: 4, bias: true}
          - {name: still, kind: repeat}
          - {name: fire, kind: activation}
          - {name: pool, kind: average_pool, kernel: 4}
          - {name: flat, kind: flatten}
          - {name: fc, kind: linear, outputs: 10}
        """;

    private readonly TinyRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    [InlineData(16)]
    public void Parts_add_up_to_the_whole_batch_where_nothing_is_normalized(int parts)
    {
        (float[] whole, EpochMetrics of) = Trained(1);
        (float[] summed, EpochMetrics summedOf) = Trained(parts);

        Assert.All(whole.Zip(summed), pair => Assert.Equal(pair.First, pair.Second, 2e-5f));
        Assert.Equal(of.Loss, summedOf.Loss, 1e-5);
        Assert.Equal(of.TrainAccuracy, summedOf.TrainAccuracy);
        Assert.Equal(of.Terms[0].GradientNorm, summedOf.Terms[0].GradientNorm, 1e-5);
        Assert.Equal(of.Clipping!.MeanNorm, summedOf.Clipping!.MeanNorm, 1e-4);
    }

    [Fact]
    public void What_is_evaluated_and_saved_is_the_average_and_the_run_goes_on_from_the_weights()
    {
        ExperimentSettings settings = Settings() with { Training = Settings().Training with { EmaDecay = 0.5, Epochs = 1 } };
        RunFolder run = _run.Train("average", settings);
        using Engine engine = new(1);
        using SafeTensorsFile saved = SafeTensorsFile.Open(run.WeightsPath), state = SafeTensorsFile.Open(run.CheckpointPath);

        Assert.Equal(state.ReadSingles("optimizer.average.fc.weight"), saved.ReadSingles("fc.weight"));
        Assert.NotEqual(state.ReadSingles("fc.weight"), saved.ReadSingles("fc.weight"));
        using Network network = Network.Load(engine, run.WeightsPath);
        BatchLoader images = ExperimentData.Open(settings.Data, directory: null).EvaluationBatches(engine, Evaluator.DefaultBatchSize);
        Assert.Equal(run.ReadMetrics()[0].Evaluation!.Loss, Evaluator.Evaluate(network, images, "test", (_, _) => { }, default).Loss, 1e-6);
    }

    [Fact]
    public void The_average_moves_a_share_of_the_way_at_each_step()
    {
        using Engine engine = new(2);
        using Network network = Network.Create(engine, DescriptionText.Parse(WithoutNormalization), seed: 1);
        float[] start = network.Parameters[0].Value.ToArray();
        using WeightAverage average = new(new Raising(network), network, decay: 0.75);
        average.Step(null!, 0);
        average.Step(null!, 0);
        average.Exchange();

        // The weights go up by 1 a step: 0.25·1, then 0.75·0.25 + 0.25·2.
        Assert.All(start.Zip(network.Parameters[0].Value.ToArray()), pair => Assert.Equal(pair.First + 0.6875f, pair.Second, 1e-5f));
        average.Exchange();
        Assert.All(start.Zip(network.Parameters[0].Value.ToArray()), pair => Assert.Equal(pair.First + 2, pair.Second, 1e-5f));
    }

    [Theory]
    [InlineData("tser", 2, 2)]
    [InlineData("tser", 3, 3)]
    [InlineData("bkdsnn", 1, 4)]
    public void A_stopped_run_goes_on_to_the_same_bits_with_any_number_of_threads(string method, int epoch, int batch)
    {
        ExperimentSettings settings = Settings(method);
        RunFolder whole = _run.Train("whole", settings, threads: 1);
        using CancellationTokenSource source = new();
        RecordingObserver stopper = new()
        {
            OnBatch = progress =>
            {
                if (progress.Epoch == epoch && progress.Batch == batch && progress.Phase == "train") source.Cancel();
            },
        };
        Assert.Throws<OperationCanceledException>(() => _run.Train("stopped", settings, stopper, threads: 3, token: source.Token));

        RunFolder resumed = _run.Train("stopped", settings, threads: 2);

        Assert.Equal(File.ReadAllBytes(whole.WeightsPath), File.ReadAllBytes(resumed.WeightsPath));
        Assert.Equal(whole.ReadMetrics().Select(one => (one.Loss, one.TrainAccuracy)), resumed.ReadMetrics().Select(one => (one.Loss, one.TrainAccuracy)));
    }

    [Fact]
    public void The_logits_of_mixed_images_come_from_the_cache_to_the_same_bits()
    {
        ExperimentSettings settings = Settings("tser");
        TeacherLogitsCache cache = new(_run.PathOf("cache"), limit: 1 << 24);
        RunFolder computed = _run.Train("computed", settings), first = _run.Train("first", settings, cache: cache);
        RecordingObserver observer = new();
        RunFolder second = _run.Train("second", settings, observer, cache: cache);
        Assert.DoesNotContain(observer.Warnings, warning => warning.Contains("cache", StringComparison.Ordinal));

        Assert.Equal(File.ReadAllBytes(computed.WeightsPath), File.ReadAllBytes(first.WeightsPath));
        Assert.Equal(File.ReadAllBytes(computed.WeightsPath), File.ReadAllBytes(second.WeightsPath));
        Assert.Equal([8, 8, 8], second.ReadMetrics().Select(epoch => epoch.CachedTeacherBatches!.Value));
        Assert.NotEqual(File.ReadAllBytes(computed.WeightsPath), File.ReadAllBytes(_run.Train("plain", Plain(settings), cache: cache).WeightsPath));

        static ExperimentSettings Plain(ExperimentSettings settings) => settings with { Data = settings.Data with { Mixing = null } };
    }

    [Fact]
    public void Parts_take_less_memory_and_as_much_as_was_estimated()
    {
        TrainingSettings training = Settings().Training with { BatchSize = 64, Epochs = 1, WarmupEpochs = 0 };
        ExperimentSettings settings = Settings() with { Network = Settings().Network.Sized(width: 16), Training = training with { Accumulate = 1 } };
        ExperimentSettings parts = settings with { Training = training with { Accumulate = 2 } };
        long whole = _run.Train("whole", settings).ReadMetrics()[0].PeakTensorBytes, divided = _run.Train("parts", parts).ReadMetrics()[0].PeakTensorBytes;
        long estimate = MemoryEstimate.Of(parts, ExperimentData.Open(settings.Data, directory: null), teacher: null).TrainingBytes;

        Assert.True(divided < 0.6 * whole, $"{divided} of {whole}");
        Assert.InRange((double)divided / estimate, 0.65, 1);
    }

    [Fact]
    public void Impossible_settings_are_refused_before_anything_is_made()
    {
        TrainingSettings possible = Settings().Training;
        foreach (TrainingSettings training in new[] { possible with { Accumulate = 17 }, possible with { EmaDecay = 1 }, possible with { Accumulate = 0 } })
        {
            Assert.ThrowsAny<RunException>(() => _run.Train("run", Settings() with { Training = training }));
            Assert.False(Directory.Exists(_run.PathOf("run")));
        }
    }

    private static ExperimentSettings Settings(string method = "cross_entropy")
    {
        ExperimentSettings tiny = TinyRun.Student(method);
        return tiny with
        {
            Data = tiny.Data with
            {
                Mixing = new Mixing { Mixup = 0.5, CutMix = 1, UntilEpoch = 2 },
                Augmentation = [new HorizontalFlip(), new RandAugment(), new RandomErasing()],
            },
            Training = tiny.Training with { Accumulate = 2, EmaDecay = 0.8, Optimizer = new Lamb(), WeightDecay = 0.01, LearningRate = 0.01 },
        };
    }

    private static (float[] Weights, EpochMetrics Epoch) Trained(int parts)
    {
        using Engine engine = new(2);
        using Network network = Network.Create(engine, DescriptionText.Parse(WithoutNormalization), seed: 1);
        TrainingRun run = new(network, ImageData.Open("synthetic"))
        {
            TrainImages = 64,
            TestImages = 10,
            BatchSize = 16,
            Epochs = 1,
            LearningRate = 0.05,
            ClipNorm = 1,
            Accumulate = parts,
            Mixing = new Mixing { Mixup = 1 },
        };
        IReadOnlyList<EpochMetrics> epochs = run.Train();
        return ([.. network.Parameters.SelectMany(parameter => parameter.Value.ToArray())], epochs[0]);
    }

    /// <summary>Raises every weight by 1.</summary>
    private sealed class Raising(Network network) : IOptimizer
    {
        public IReadOnlyList<OptimizerTensor> State => [];

        public void Step(Gradients gradients, double learningRate, double gradientScale = 1)
        {
            foreach (Parameter parameter in network.Parameters)
            {
                foreach (ref float value in parameter.Value.Values) value++;
            }
        }

        public void Dispose()
        {
        }
    }
}
