using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;
using static SpikeDistill.Tests.Networks.TestNetworks;

namespace SpikeDistill.Tests.Training;

/// <summary>Runs with the cache end with the bits of runs without it, whatever happens to its files.</summary>
public sealed class TeacherLogitsCacheTests : IDisposable
{
    private const int Epochs = 3, Batches = 4;
    private const long Plenty = 1_000_000_000;

    private readonly TinyRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_second_run_takes_every_batch_from_the_cache_and_ends_with_the_same_bits()
    {
        RunFolder without = _run.Train("without", Tser());
        RunFolder first = _run.Train("first", Tser(), threads: 3, cache: Cache());
        RunFolder second = _run.Train("second", Tser(), threads: 1, cache: Cache());

        AssertSameBits(without, first, second);
        Assert.Equal([0, 0, 0], CachedBatches(first));
        Assert.Equal([Batches, Batches, Batches], CachedBatches(second));
        Assert.Equal([0, 0, 0], CachedBatches(without));
        Assert.Equal(Epochs, Entries().Length);
    }

    [Fact]
    public void Without_augmentation_one_entry_serves_all_epochs_and_seeds()
    {
        ExperimentSettings settings = Plain();
        RunFolder without = _run.Train("without", settings);
        RunFolder with = _run.Train("with", settings, cache: Cache());
        RunFolder otherSeed = _run.Train("seed", settings with { Seed = 9 }, cache: Cache());

        AssertSameBits(without, with);
        AssertSameBits(_run.Train("seed without", settings with { Seed = 9 }), otherSeed);
        Assert.Equal([0, Batches, Batches], CachedBatches(with));
        Assert.Equal([Batches, Batches, Batches], CachedBatches(otherSeed));
        Assert.Single(Entries());
    }

    [Theory]
    [InlineData("seed")]
    [InlineData("augmentation")]
    [InlineData("images")]
    [InlineData("batch size")]
    [InlineData("teacher's weights")]
    [InlineData("teacher's steps")]
    [InlineData("teacher's neuron")]
    public void Another_thing_that_logits_follow_from_is_another_entry(string thing)
    {
        _run.Train("first", Tser(), cache: Cache(), teacherOf: SpikingTeacher);
        ExperimentSettings settings = thing switch
        {
            "seed" => Tser() with { Seed = 6 },
            "augmentation" => Tser() with { Data = Tser().Data with { Augmentation = [new HorizontalFlip(), new RandomCrop()] } },
            "images" => Tser() with { Data = Tser().Data with { TrainImages = 65 } },
            "batch size" => Tser() with { Training = Tser().Training with { BatchSize = 15 } },
            _ => Tser(),
        };
        Func<Engine, Network> teacher = thing switch
        {
            "teacher's weights" => engine => Spiking(engine, seed: 2),
            "teacher's steps" => engine => Spiking(engine, timesteps: 3),
            "teacher's neuron" => engine => Spiking(engine, threshold: 0.5f),
            _ => SpikingTeacher,
        };

        RunFolder other = _run.Train("other", settings, cache: Cache(), teacherOf: teacher);

        Assert.Equal([0, 0, 0], CachedBatches(other));
        Assert.Equal(2 * Epochs, Entries().Length);
        AssertSameBits(_run.Train("without", settings, teacherOf: teacher), other);
    }

    [Fact]
    public void A_spiking_teachers_logits_are_cached_too()
    {
        RunFolder without = _run.Train("without", Tser(), teacherOf: SpikingTeacher);
        RunFolder first = _run.Train("first", Tser(), cache: Cache(), teacherOf: SpikingTeacher);
        RunFolder second = _run.Train("second", Tser(), cache: Cache(), teacherOf: SpikingTeacher);

        AssertSameBits(without, first, second);
        Assert.Equal([Batches, Batches, Batches], CachedBatches(second));
    }

    [Fact]
    public void Students_of_one_teacher_share_its_logits()
    {
        _run.Train("tser", Tser(), cache: Cache());
        ExperimentSettings other = TinyRun.Student("vanilla_kd", epochs: Epochs);
        other = other with
        {
            Name = "other",
            Network = (other.Network with { Timesteps = 1 }).Sized(width: 8),
            Training = other.Training with { LearningRate = 0.01 },
        };
        RunFolder second = _run.Train("kd", other, cache: Cache());

        Assert.Equal([Batches, Batches, Batches], CachedBatches(second));
        AssertSameBits(_run.Train("without", other), second);
    }

    [Fact]
    public void A_run_that_was_stopped_keeps_what_it_has_and_counts_on()
    {
        RunFolder whole = _run.Train("whole", Tser());
        using CancellationTokenSource source = new();
        RecordingObserver observer = new()
        {
            OnBatch = progress =>
            {
                if (progress is { Phase: "train", Epoch: 2, Batch: 3 })
                {
                    source.Cancel();
                }
            },
        };
        Assert.Throws<OperationCanceledException>(() => _run.Train("cut", Tser(), observer, token: source.Token, cache: Cache()));
        RunFolder next = _run.Train("next", Tser(), cache: Cache());
        RunFolder resumed = _run.Train("cut", Tser(), cache: Cache());

        AssertSameBits(whole, next, resumed);
        Assert.Equal([Batches, 3, 0], CachedBatches(next));
        Assert.Equal([0, 1, Batches], CachedBatches(resumed));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Runs_side_by_side_share_a_cache(bool oneProcess)
    {
        RunFolder without = _run.Train("without", Tser());
        TeacherLogitsCache shared = Cache();
        RunFolder[] runs = new RunFolder[6];
        Parallel.For(
            0,
            runs.Length,
            new ParallelOptions { MaxDegreeOfParallelism = 3 },
            i => runs[i] = _run.Train($"run{i}", i < 3 ? Tser() : Tser() with { Seed = 7 }, threads: 1, cache: oneProcess ? shared : Cache()));

        AssertSameBits(without, runs[0], runs[1], runs[2]);
        AssertSameBits(_run.Train("seed", Tser() with { Seed = 7 }), runs[3], runs[4], runs[5]);
        Assert.Equal([Batches, Batches, Batches], CachedBatches(_run.Train("after", Tser(), cache: Cache())));
        Assert.Equal(2 * Epochs, Entries().Length);
    }

    [Theory]
    [InlineData("flipped")]
    [InlineData("cut")]
    [InlineData("empty")]
    [InlineData("another entry")]
    public void A_damaged_entry_is_told_computed_anew_and_mended(string damage)
    {
        RunFolder first = _run.Train("first", Tser(), cache: Cache());
        string entry = Entries()[1];
        byte[] whole = File.ReadAllBytes(entry);
        byte[] bad = damage switch
        {
            "flipped" => [.. whole[..^100], (byte)(whole[^100] ^ 1), .. whole[^99..]],
            "cut" => whole[..(whole.Length / 2)],
            "empty" => [],
            _ => File.ReadAllBytes(Entries()[0]),
        };
        File.WriteAllBytes(entry, bad);
        RecordingObserver observer = new();

        RunFolder second = _run.Train("second", Tser(), observer, cache: Cache());

        AssertSameBits(first, second);
        Assert.Equal(2 * Batches, CachedBatches(second).Sum());
        string warning = Assert.Single(observer.Warnings, warning => warning.Contains("cache", StringComparison.Ordinal));
        Assert.Contains(entry, warning, StringComparison.Ordinal);
        Assert.Contains("is damaged", warning, StringComparison.Ordinal);
        Assert.Contains("computed anew", warning, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllBytes(entry));
    }

    [Fact]
    public void A_folder_that_cannot_be_used_is_told_once_and_fails_no_run()
    {
        File.WriteAllText(_run.PathOf("cache"), "a file where the folder should be");
        RecordingObserver observer = new();

        RunFolder run = _run.Train("run", Tser(), observer, cache: Cache());

        AssertSameBits(_run.Train("without", Tser()), run);
        Assert.Contains(
            "not kept in this cache",
            Assert.Single(observer.Warnings, warning => warning.Contains("cache", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.Equal("a file where the folder should be", File.ReadAllText(_run.PathOf("cache")));
    }

    /// <summary>What makes an entry serve another order of samples: a kernel's sums do not depend on a sample's place.</summary>
    [Theory]
    [InlineData("resnet", 6, 2, 1)]
    [InlineData("resnet", 16, 1, 13)]
    [InlineData("resnet19", 4, 2, 8)]
    [InlineData("vgg11", 5, 1, 7)]
    public void A_samples_logits_do_not_depend_on_its_place_in_the_batch(string architecture, int width, int timesteps, int batch)
    {
        using Engine engine = new(2);
        NetworkSettings settings = new()
        {
            Family = Family(architecture) with { Width = width },
            Timesteps = timesteps,
            Activation = timesteps == 1 ? ActivationKind.Relu : ActivationKind.Spiking,
        };
        using Network network = new(engine, settings, new Lif(), seed: 3);
        const int Pixels = 32 * 32 * 3;
        CounterRandom random = new(4, "images");
        float[][] images = [.. Enumerable.Range(0, batch).Select(_ => Enumerable.Range(0, Pixels).Select(_ => random.NextGaussian()).ToArray())];
        int[] order = new CounterRandom(5, "order").Permutation(batch);

        float[] straight = Logits([.. Enumerable.Range(0, batch)]), shuffled = Logits(order);

        for (int place = 0; place < batch; place++)
        {
            for (int step = 0; step < timesteps; step++)
            {
                Assert.Equal(Row(straight, step, order[place]), Row(shuffled, step, place));
            }
        }

        float[] Row(float[] logits, int step, int place) => logits[(((step * batch) + place) * 10)..(((step * batch) + place + 1) * 10)];

        float[] Logits(int[] order)
        {
            using Tape tape = new(engine, recording: false);
            Tensor input = tape.From([.. order.SelectMany(index => images[index])], new Shape(batch, 32, 32, 3));
            return network.Forward(tape, input, ForwardOptions.Evaluation).Logits.ToArray();
        }
    }

    private static ExperimentSettings Tser() => TinyRun.Student("tser", epochs: Epochs);

    private static ExperimentSettings Plain() => Tser() with { Data = Tser().Data with { Augmentation = [] } };

    private static Network SpikingTeacher(Engine engine) => Spiking(engine);

    private static Network Spiking(Engine engine, long seed = 1, int timesteps = 2, float threshold = 1)
        => new(engine, TinyRun.Student().Network with { Timesteps = timesteps }, new Lif { DecayInput = false, Threshold = threshold }, seed);

    private static IEnumerable<int> CachedBatches(RunFolder run) => run.ReadMetrics().Select(epoch => epoch.CachedTeacherBatches!.Value);

    private static void AssertSameBits(RunFolder expected, params RunFolder[] runs)
        => Assert.All(runs, run =>
        {
            Assert.Equal(File.ReadAllBytes(expected.WeightsPath), File.ReadAllBytes(run.WeightsPath));
            Assert.Equal(expected.ReadMetrics().Select(epoch => epoch.Loss), run.ReadMetrics().Select(epoch => epoch.Loss));
        });

    private TeacherLogitsCache Cache(long limit = Plenty) => new(_run.PathOf("cache"), limit);

    private string[] Entries() => [.. Directory.GetFiles(_run.PathOf("cache"), "*.teacher-logits").Order(StringComparer.Ordinal)];
}
