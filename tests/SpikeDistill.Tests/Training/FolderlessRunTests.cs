using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Optimization;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>Training from code: no folder, no observer, the teacher given once.</summary>
public sealed class FolderlessRunTests : IDisposable
{
    /// <summary>A step of 10,000 of its images takes more memory than any machine of today has.</summary>
    private static readonly NetworkSettings Large = new() { Family = new ResNet { Blocks = [1], Width = 512 }, Timesteps = 64 };

    private readonly TinyRun _run = new();
    private readonly Engine _engine = new(2);
    private readonly ImageData _data = ImageData.Open("synthetic");

    public static TheoryData<string, Func<ExperimentSettings, ExperimentSettings>> Impossible => new()
    {
        { "'training.epochs' must be", s => s with { Training = s.Training with { Epochs = 0 } } },
        { "'training.batch_size' must be", s => s with { Training = s.Training with { BatchSize = 0 } } },
        { "'training.learning_rate' must be", s => s with { Training = s.Training with { LearningRate = double.NaN } } },
        { "'adamw.betas.0' must be", s => s with { Training = s.Training with { Optimizer = new AdamW { Beta1 = 1 } } } },
        { "'training.nesterov' looks ahead", s => s with { Training = s.Training with { Optimizer = new Sgd { Momentum = 0, Nesterov = true } } } },
        { "'training.milestones' must rise", s => s with { Training = s.Training with { Schedule = new StepSchedule { Milestones = [9] } } } },
        { "'training.warmup_epochs' must be", s => s with { Training = s.Training with { WarmupEpochs = 9 } } },
        { "'crop.padding' must be", s => s with { Data = s.Data with { Augmentation = [new RandomCrop { Padding = -1 }] } } },
        { "'data.held_out' must be", s => s with { Data = s.Data with { HeldOut = -1 } } },
        { "'name' must be", s => s with { Name = "../up" } },
        { "images to give", s => s with { Data = s.Data with { TrainImages = 1_000_000 } } },
        { "needs a teacher", s => s with { Objective = Methods.Tser() } },
        { "of memory", s => s with { Data = s.Data with { TrainImages = 0 }, Training = s.Training with { BatchSize = 10_000 }, Network = Large } },
    };

    public void Dispose()
    {
        _engine.Dispose();
        _run.Dispose();
    }

    [Fact]
    public void A_run_without_a_folder_has_the_bits_of_one_that_is_recorded()
    {
        ExperimentSettings settings = TinyRun.Student("tser");
        RunFolder folder = _run.Train("recorded", settings);
        using Network student = new(_engine, settings.Network, settings.Neuron, settings.Seed);
        using Network teacher = new(_engine, TinyRun.Teacher, new Lif { DecayInput = false }, seed: 1);
        IReadOnlyList<EpochMetrics> epochs = new TrainingRun(student, _data)
        {
            Teacher = teacher,
            Method = settings.Objective,
            Seed = settings.Seed,
            TrainImages = 64,
            TestImages = 50,
            Epochs = 3,
            BatchSize = 16,
            LearningRate = 0.05,
            WarmupEpochs = 1,
        }.Train();

        using Network recorded = Network.Load(_engine, folder.Path);
        Assert.Equal(TeacherFingerprint.Of(recorded), TeacherFingerprint.Of(student));
        Assert.Equal(folder.ReadMetrics().Select(epoch => epoch.Loss), epochs.Select(epoch => epoch.Loss));
        Assert.Equal(["recorded"], Directory.GetFileSystemEntries(Path.GetDirectoryName(folder.Path)!).Select(Path.GetFileName));
    }

    [Fact]
    public void Progress_tells_every_epoch_and_what_one_should_know_in_lines()
    {
        List<TrainingProgress> told = [];
        ExperimentSettings settings = TinyRun.Student("tser", lambda: 1000, epochs: 2);
        using Network student = new(_engine, settings.Network, settings.Neuron, settings.Seed);
        using Network teacher = new(_engine, TinyRun.Teacher, new Lif { DecayInput = false }, seed: 1);
        new TrainingRun(student, _data, settings) { Teacher = teacher }.Train(told.Add);

        Assert.Equal([1, 2], told.OfType<EpochDone>().Select(done => done.Metrics.Epoch));
        Assert.Matches(@"^epoch 2/2  loss -?[\d.]+  train [\d.]+ %  test [\d.]+ %  firing [\d.]+ %  [\d.]+ s$", told.OfType<EpochDone>().Last().ToString());
        Assert.Contains(
            told.OfType<TrainingWarning>(),
            warning => warning.ToString().StartsWith("warning: Epoch 1: the mean loss is negative", StringComparison.Ordinal));
    }

    [Fact]
    public void A_recorded_run_is_taken_up_with_the_teacher_given_once()
    {
        ExperimentSettings settings = TinyRun.Student("vanilla_kd");
        using CancellationTokenSource source = new();
        Assert.Throws<OperationCanceledException>(() => Train(progress => CancelAfterEpoch(progress, source), source.Token));
        Assert.Equal(1, RunFolder.Open(_run.PathOf("run")).FinishedEpochs);
        Assert.Equal(3, Train(null, CancellationToken.None).Count);
        Assert.True(RunFolder.Open(_run.PathOf("run")).IsFinished);

        IReadOnlyList<EpochMetrics> Train(Action<TrainingProgress>? progress, CancellationToken token)
        {
            using Network student = new(_engine, settings.Network, settings.Neuron, settings.Seed);
            using Network teacher = new(_engine, TinyRun.Teacher, new Lif { DecayInput = false }, seed: 1);
            return new TrainingRun(student, _data, settings) { Teacher = teacher, Recorder = new RunRecorder(_run.PathOf("run")) }.Train(progress, token);
        }
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Settings_that_cannot_be_fail_before_anything_is_on_disk(string reason, Func<ExperimentSettings, ExperimentSettings> change)
    {
        ExperimentSettings wrong = change(TinyRun.Student());
        using Network student = new(_engine, wrong.Network, wrong.Neuron, wrong.Seed);
        TrainingRun run = new(student, _data, wrong) { Recorder = new RunRecorder(_run.PathOf("run")) };

        RunException error = Assert.ThrowsAny<RunException>(() => run.Train());
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_run.PathOf("run")));
    }

    private static void CancelAfterEpoch(TrainingProgress progress, CancellationTokenSource source)
    {
        if (progress is EpochDone)
        {
            source.Cancel();
        }
    }
}
