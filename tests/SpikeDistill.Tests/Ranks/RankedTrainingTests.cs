using System.Text.Json;
using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Ranks;
using SpikeDistill.Tensors;
using SpikeDistill.Tests.Training;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Ranks;

/// <summary>One network trained by several ranks against the same by one.</summary>
public sealed class RankedTrainingTests : IDisposable
{
    private readonly TinyRun _run = new();

    public static TheoryData<string> Cases => [.. AllCases.Keys];

    private static Dictionary<string, Func<ExperimentSettings>> AllCases { get; } = new(StringComparer.Ordinal)
    {
        ["an ANN"] = () => Settled(TinyRun.Student() with { Network = TinyRun.Teacher }),
        ["a spiking ResNet"] = () => Settled(TinyRun.Student()),
        ["TSER with a teacher"] = () => Settled(TinyRun.Student("tser")),
        ["BKDSNN with masks"] = () => Settled(TinyRun.Student("bkdsnn")),
        ["a SEW ResNet"] = () => Settled(TinyRun.Student()) with
        {
            Network = new NetworkSettings { Family = new SewResNet { Blocks = [1, 1], Width = 4, StemStride = 2 }, Timesteps = 2 },
        },
        ["a transformer"] = () => Settled(TinyRun.Student()) with
        {
            Network = new NetworkSettings { Family = new Spikformer { Dimension = 16, Depth = 1, Heads = 2 }, Timesteps = 2 },
        },
        ["membranes that are normalized"] = () => Settled(TinyRun.Student()) with { Neuron = new Mpbn() },
        ["mixed images"] = () => Settled(TinyRun.Student()) with
        {
            Data = TinyRun.Student().Data with { Mixing = new Mixing { Mixup = 0.8, CutMix = 1 } },
        },
        ["parts and clipped gradients"] = () => Settled(TinyRun.Student(), training => training with { Accumulate = 3, ClipNorm = 0.5 }),
        ["a last batch that is smaller"] = () => Settled(TinyRun.Student(), training => training with { BatchSize = 24, DropLast = false, EmaDecay = 0.5 }),
    };

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Ranks_come_to_what_one_process_comes_to_and_all_to_the_same_bits(string name)
    {
        ExperimentSettings settings = AllCases[name]();
        RankResult alone = RankedRun.Train(1, settings)[0];
        foreach (int count in (int[])[2, 3])
        {
            IReadOnlyList<RankResult> ranks = RankedRun.Train(count, settings);

            Assert.All(ranks, rank => Assert.Equal(ranks[0].Weights, rank.Weights));
            Assert.All(ranks[0].Weights.Zip(alone.Weights), pair => Assert.Equal(pair.Second, pair.First, 2e-4f));
            EpochMetrics expected = alone.Epochs[^1], actual = ranks[^1].Epochs[^1];
            Assert.Equal(expected.Loss, actual.Loss, 1e-3);
            Assert.Equal(expected.Terms.Count, actual.Terms.Count);
            Assert.All(expected.Terms.Zip(actual.Terms), pair => Assert.Equal(pair.First.GradientNorm, pair.Second.GradientNorm, 1e-3));
            Assert.Equal(expected.Evaluation!.Images, actual.Evaluation!.Images);
            Assert.Equal(expected.Evaluation.Loss, actual.Evaluation.Loss, 1e-2);
        }
    }

    [Fact]
    public void The_same_number_of_ranks_gives_the_same_bits_with_any_number_of_threads()
    {
        ExperimentSettings settings = TinyRun.Student("tser");
        float[] first = RankedRun.Train(3, settings, threads: 1)[0].Weights;

        Assert.Equal(first, RankedRun.Train(3, settings, threads: 3)[1].Weights);
    }

    [Fact]
    public void Ranks_that_normalize_for_themselves_learn_something_else_and_still_the_same_as_each_other()
    {
        ExperimentSettings settings = Settled(TinyRun.Student(), training => training with { SynchronizeNormalization = false });
        IReadOnlyList<RankResult> apart = RankedRun.Train(2, settings);

        Assert.Equal(apart[0].Weights, apart[1].Weights);
        Assert.Equal(RankedRun.Train(1, settings)[0].Weights, RankedRun.Train(1, AllCases["a spiking ResNet"]())[0].Weights);
        Assert.True(RankedRun.Train(1, settings)[0].Weights.Zip(apart[0].Weights).Max(pair => MathF.Abs(pair.First - pair.Second)) > 2e-3f);
    }

    [Fact]
    public void An_evaluation_that_ranks_share_is_that_of_one_to_the_bit()
    {
        ExperimentSettings settings = TinyRun.Student() with { Data = new DataSettings { Set = "synthetic", TestImages = 950 } };
        IReadOnlyList<string> all = [Evaluated(null), .. LocalRanks.Run(2, Evaluated), .. LocalRanks.Run(3, Evaluated), .. LocalRanks.Run(6, Evaluated)];

        Assert.Single(all.Distinct(StringComparer.Ordinal));

        string Evaluated(ICommunicator? ranks)
        {
            using Engine engine = new(1);
            using Network network = new(engine, settings.Network, settings.Neuron, seed: 3), teacher = new(engine, TinyRun.Teacher, new Lif(), seed: 1);
            BatchLoader images = ExperimentData.Open(settings.Data, directory: null).EvaluationBatches(engine, Evaluator.DefaultBatchSize);
            return JsonSerializer.Serialize(SharedEvaluation.Run(ranks, network, images, "test", progress: null, token: default, teacher), Json.Line);
        }
    }

    private static ExperimentSettings Settled(ExperimentSettings settings, Func<TrainingSettings, TrainingSettings>? change = null) => settings with
    {
        Training = (change ?? (same => same))(settings.Training with { Epochs = 1, LearningRate = 0.01, WarmupEpochs = 0 }),
    };
}
