using SpikeDistill.Analyses;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Analyses;

/// <summary>A network beside itself and beside others.</summary>
public sealed class LikenessAnalyzerTests : IDisposable
{
    private static readonly AnalysisSettings Small = new() { EmbeddedImages = 40, HeatImages = 12 };

    private readonly Engine _engine = new(2);
    private readonly ExperimentData _data = ExperimentData.Open(
        new DataSettings { Set = "synthetic", TrainImages = 20, TestImages = 60, Augmentation = [] }, directory: null);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void A_network_is_like_itself()
    {
        using Network network = Student(seed: 1);

        TeacherLikeness likeness = LikenessAnalyzer.Analyze(network, network, _data, Small);

        Assert.Equal(1, likeness.Features!.Value, 10);
        Assert.Equal(40, likeness.Images);
        Assert.Equal(1, likeness.Heats!.Value, 10);
        Assert.InRange(likeness.HeatImages, 1, 12);
    }

    [Fact]
    public void A_teacher_of_another_kind_and_other_maps_is_less_alike()
    {
        using Network student = Student(seed: 1);
        using Network teacher = new(
            _engine,
            new NetworkSettings { Family = new ResNet { Blocks = [1], Width = 12, StemStride = 2 }, Timesteps = 1, Activation = ActivationKind.Relu },
            new Lif(),
            seed: 2);

        TeacherLikeness likeness = LikenessAnalyzer.Analyze(student, teacher, _data, Small);

        Assert.InRange(likeness.Features!.Value, -1, 0.999);
        Assert.InRange(likeness.Heats!.Value, -1, 0.999);
    }

    [Fact]
    public void It_changes_nothing_and_finds_the_same_each_time_and_at_any_number_of_threads()
    {
        using Network network = Student(seed: 1), other = Student(seed: 2);
        float[][] before = [.. network.Named.Select(one => one.Value.ToArray())];
        using Engine single = new(1);
        using Network alone = Student(seed: 1, single), otherAlone = Student(seed: 2, single);

        TeacherLikeness first = LikenessAnalyzer.Analyze(network, other, _data, Small);

        Assert.Equal(first, LikenessAnalyzer.Analyze(network, other, _data, Small));
        Assert.Equal(first, LikenessAnalyzer.Analyze(alone, otherAlone, _data, Small));
        Assert.Equal(before, network.Named.Select(one => one.Value.ToArray()));
    }

    private Network Student(int seed, Engine? engine = null) => new(
        engine ?? _engine,
        new NetworkSettings { Family = new ResNet { Blocks = [1], Width = 8, StemStride = 4 }, Timesteps = 3 },
        new Lif { DecayInput = false },
        seed);
}
