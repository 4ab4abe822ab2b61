using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Metrics;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>Runs on samples with a time axis, and teachers that spike over more steps than their students.</summary>
public sealed class EventRunTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("spikedistill-events-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("tser", TeacherReading.Aligned)]
    [InlineData("bkdsnn", TeacherReading.Mean)]
    [InlineData("bkdsnn", TeacherReading.Aligned)]
    [InlineData("kdsnn", TeacherReading.Last)]
    public void A_student_of_two_steps_learns_from_a_teacher_of_four_and_goes_on_to_the_same_bits(string method, TeacherReading reading)
    {
        ExperimentSettings settings = Settings(method, reading);
        RunFolder whole = Train("whole", settings, threads: 2), threads = Train("threads", settings, threads: 1);
        using CancellationTokenSource stop = new();
        int batches = 0;
        RecordingObserver stopping = new() { OnBatch = _ => StopAt(++batches) };
        Assert.Throws<OperationCanceledException>(() => Train("parts", settings, threads: 2, stopping, token: stop.Token));
        RunFolder parts = Train("parts", settings, threads: 2);

        Assert.Equal(Print(whole), Print(threads));
        Assert.Equal(Print(whole), Print(parts));
        CheckEvaluation(whole);

        void StopAt(int batch)
        {
            if (batch == 3)
            {
                stop.Cancel();
            }
        }
    }

    [Fact]
    public void A_cache_that_holds_steps_gives_the_bits_of_a_run_without()
    {
        ExperimentSettings settings = Settings("tser", TeacherReading.Aligned);
        TeacherLogitsCache Cache() => new(Path.Combine(_root, "cache"), limit: 1 << 20);
        RunFolder without = Train("without", settings, 2);
        RunFolder first = Train("first", settings, 2, cache: Cache()), second = Train("second", settings, 2, cache: Cache());

        Assert.Equal(Print(without), Print(first));
        Assert.Equal(Print(without), Print(second));
        Assert.All(second.ReadMetrics(), epoch => Assert.Equal(4, epoch.CachedTeacherBatches));
    }

    [Fact]
    public void Weights_know_the_time_axis_of_what_they_were_trained_on()
    {
        RunFolder run = Train("run", Settings("cross_entropy", TeacherReading.Mean), 2);
        using Engine engine = new(1);
        using Network network = Network.Load(engine, run.Path);

        Assert.True(network.Settings.Frames);
        Assert.Equal(Pulses.Size, network.TrainedOn!.Image);
        Assert.True(network.Description.Image.OverTime);
    }

    [Fact]
    public void Samples_that_could_not_be_read_count_for_nothing_in_an_evaluation()
    {
        using Engine engine = new(2);
        using Network network = new(engine, TeacherNetwork(4), new Plif(), seed: 1);
        Evaluation all = Evaluate(new Pulses(20)), without = Evaluate(new Pulses(20) { Replaced = 7 }), rest = Evaluate(Without(7));

        Assert.Null(all.LeftOut);
        Assert.Equal((19, 1), (without.Images, without.LeftOut));
        Assert.Equal(rest.Accuracy, without.Accuracy);
        Assert.Equal(rest.PrefixAccuracies, without.PrefixAccuracies);
        Assert.Equal(rest.Loss, without.Loss, tolerance: 1e-12);
        Assert.Equal(rest.CalibrationError!.Value, without.CalibrationError!.Value, tolerance: 1e-12);

        Evaluation Evaluate(IImageDataSet set)
            => Evaluator.Evaluate(
                network,
                ExperimentData.Of(Data with { Test = set }, new DataSettings { Set = "pulses", Augmentation = [] }).EvaluationBatches(engine, 8),
                "test",
                progress: null,
                TestContext.Current.CancellationToken);

        static Subset Without(int index) => new(new Pulses(20), [.. Enumerable.Range(0, 20).Where(one => one != index)], "the rest");
    }

    [Fact]
    public void Fully_connected_layers_learn_spike_trains_of_one_row()
    {
        NetworkSettings network = new()
        {
            Family = new FullyConnected { Hidden = [16, 8], Width = 20 },
            Frames = true,
            InputChannels = 1,
            Classes = 2,
            Timesteps = 4,
        };
        ExperimentSettings settings = Settings("cross_entropy", TeacherReading.Mean) with { Network = network, Neuron = new Lif() };
        settings = settings with { Training = settings.Training with { Epochs = 30, LearningRate = 0.1 } };
        using Engine engine = new(2);
        using Network student = new(engine, network, settings.Neuron, settings.Seed);
        ImageData trains = new("trains", new Trains(64), new Trains(32), PixelNormalization.Counts(1));

        EpochMetrics last = new TrainingRun(student, trains, settings).Train()[^1];

        // fc1 and fc2 with biases, their normalizations, and the classifier.
        Assert.Equal((20 * 16) + 16 + (16 * 8) + 8 + (2 * (16 + 8)) + (8 * 2) + 2, student.ParameterCount);
        Assert.InRange(last.Evaluation!.Accuracy, 0.9, 1);
    }

    [Theory]
    [InlineData(3, true, "have 4 frames, which a network of 3 steps cannot share out")]
    [InlineData(2, false, "set 'network.frames: true'")]
    public void Steps_that_do_not_fit_the_frames_are_refused_before_anything_is_made(int steps, bool frames, string expected)
    {
        ExperimentSettings settings = Settings("cross_entropy", TeacherReading.Mean);
        settings = settings with { Network = settings.Network with { Timesteps = steps, Frames = frames } };

        Assert.Contains(expected, Assert.Throws<RunException>(() => Train("run", settings, 1)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_root, "run")));
    }

    [Fact]
    public void A_teacher_whose_steps_cannot_be_aligned_is_refused_before_anything_is_made()
    {
        ExperimentSettings settings = Settings("tser", TeacherReading.Aligned);
        settings = settings with { Network = settings.Network with { Timesteps = 4 } };

        string message = Assert.Throws<RunException>(() => Train("run", settings, 1, teacherSteps: 2)).Message;

        Assert.Contains("The teacher's 2 steps are no multiple of the student's 4", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_estimate_holds_what_a_run_takes()
    {
        ExperimentSettings settings = Settings("bkdsnn", TeacherReading.Aligned);
        using Engine engine = new(2);
        using Network student = new(engine, settings.Network, settings.Neuron, settings.Seed);
        using Network teacher = new(engine, TeacherNetwork(4), new Plif(), seed: 9);
        EpochMetrics last = new TrainingRun(student, Data, settings) { Teacher = teacher }.Train()[^1];

        MemoryEstimate estimate = MemoryEstimate.Of(settings, ExperimentData.Of(Data, settings.Data), teacher.Settings);

        Assert.InRange(last.PeakTensorBytes, 1, estimate.TrainingBytes);
    }

    private static ImageData Data { get; } = new("pulses", new Pulses(64), new Pulses(20), PixelNormalization.Counts(2));

    private static ExperimentSettings Settings(string method, TeacherReading reading) => new()
    {
        Name = "events",
        Seed = 5,
        Data = new DataSettings { Set = "pulses", Augmentation = [] },
        Network = TeacherNetwork(2),
        Neuron = new Plif(),
        Objective = method == "cross_entropy"
            ? Methods.CrossEntropy()
            : Methods.Find(method).Objective(o => o.With(MethodOptions.TeacherSteps, reading)),
        Training = new TrainingSettings { Epochs = 2, BatchSize = 16, LearningRate = 0.01 },
    };

    private static NetworkSettings TeacherNetwork(int steps) => new()
    {
        Family = new SewEventNet { Width = 4, Widths = [1, 2], ImageSize = 8 },
        Frames = true,
        InputChannels = 2,
        Classes = 2,
        Timesteps = steps,
    };

    private static string Print(RunFolder run)
    {
        using Engine engine = new(1);
        using Network network = Network.Load(engine, run.Path);
        return TeacherFingerprint.Of(network);
    }

    private static void CheckEvaluation(RunFolder run)
    {
        Evaluation evaluation = run.ReadMetrics()[^1].Evaluation!;
        Assert.Equal(2, evaluation.StepAccuracies.Count);
        Assert.InRange(evaluation.InputRate!.Value, 0.01, 1);
    }

    private RunFolder Train(
        string name, ExperimentSettings settings, int threads, RecordingObserver? observer = null, TeacherLogitsCache? cache = null,
        int teacherSteps = 4, CancellationToken token = default)
    {
        using Engine engine = new(threads);
        string path = Path.Combine(_root, name);
        using Network student = new(engine, settings.Network, settings.Neuron, settings.Seed);
        using Network? teacher = settings.Objective.NeedsTeacher ? new Network(engine, TeacherNetwork(teacherSteps), new Plif(), seed: 9) : null;
        new TrainingRun(student, Data, settings) { Teacher = teacher, Cache = cache, Recorder = new RunRecorder(path) }
            .Train(observer ?? new RecordingObserver(), token);
        return RunFolder.Open(path);
    }

    /// <summary>Four frames of 8x8: the class is the corner that events begin in.</summary>
    private sealed class Pulses(int count) : IImageDataSet
    {
        public static ImageShape Size { get; } = new(8, 8, 2) { Steps = 4 };

        public string Name => "pulses";

        public int Count => count;

        public int Classes => 2;

        public IReadOnlyList<string> ClassNames { get; } = ["up", "down"];

        public ImageShape Shape => Size;

        public int? Replaced { get; init; }

        public int Label(int index) => index % 2;

        public bool IsReplaced(int index) => index == Replaced;

        public void CopyPixels(int index, Span<byte> pixels)
        {
            pixels[..Size.Size].Clear();
            for (int frame = 0; frame < 4; frame++)
            {
                int row = index % 2 == 0 ? frame * 2 : 7 - (frame * 2);
                for (int x = 0; x < 8; x++) pixels[(((frame * 8) + row) * 16) + (2 * x) + ((x + index) % 2)] = (byte)(1 + ((x * index) % 3));
            }
        }
    }

    /// <summary>Four frames of one row of 20 channels: the class is the half that spikes.</summary>
    private sealed class Trains(int count) : IImageDataSet
    {
        public string Name => "trains";

        public int Count => count;

        public int Classes => 2;

        public IReadOnlyList<string> ClassNames { get; } = ["low", "high"];

        public ImageShape Shape { get; } = new(1, 20, 1) { Steps = 4 };

        public int Label(int index) => index % 2;

        public void CopyPixels(int index, Span<byte> pixels)
        {
            pixels[..Shape.Size].Clear();
            CounterRandom random = new(index, "trains");
            for (int frame = 0; frame < 4; frame++) pixels[(20 * frame) + (10 * (index % 2)) + random.NextInt(10)] = 1;
        }
    }
}
