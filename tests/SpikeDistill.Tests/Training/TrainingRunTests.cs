using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Neurons;
using SpikeDistill.Optimization;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

public sealed class TrainingRunTests : IDisposable
{
    private readonly TinyRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_run_writes_its_folder_and_measures_every_epoch()
    {
        RecordingObserver observer = new();
        RunFolder folder = _run.Train("run", TinyRun.Student("tser"), observer);

        Assert.True(folder.IsFinished);
        Assert.Equal(
            ["checkpoint.safetensors", "environment.json", "lock", "metrics.jsonl", "recipe.yaml", "weights.safetensors"],
            Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        EpochMetrics last = folder.ReadMetrics()[^1];
        Assert.Equal(3, last.Epoch);
        Assert.Equal(["cross_entropy", "distillation", "entropy"], last.Terms.Select(term => term.Name));
        Assert.All(last.Terms, term => Assert.True(term.GradientNorm > 0));
        Assert.Equal(last.Loss, last.Terms.Sum(term => term.Value), 1e-9);
        Assert.InRange(last.TrainAccuracy, 0, 1);
        Assert.Equal("test", last.Evaluation!.Split);
        Assert.Equal(50, last.Evaluation.Images);
        Assert.Equal(2, last.Evaluation.StepAccuracies.Count);
        Assert.Equal(["stem", "layer1.0.1", "layer1.0.2", "layer2.0.1", "layer2.0.2"], last.Evaluation.FiringRates.Select(layer => layer.Layer));
        Assert.Equal(3, observer.Epochs.Count);
        Assert.Equal(3 * (4 + 1), observer.Batches);
        Assert.Contains("\"simd_bits\"", File.ReadAllText(Path.Combine(folder.Path, "environment.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_epoch_is_compared_with_the_teacher_and_measured_on_the_training_images_where_asked()
    {
        ExperimentSettings settings = TinyRun.Student("tser");
        RunFolder folder = _run.Train("run", settings with { Training = settings.Training with { EvaluateTrain = true } });

        IReadOnlyList<EpochMetrics> epochs = folder.ReadMetrics();
        Assert.All(epochs.SkipLast(1), epoch => Assert.Null(epoch.Evaluation!.Teacher ?? epoch.TrainEvaluation?.Teacher));
        Assert.InRange(epochs[^1].Evaluation!.Teacher!.Agreement, 0, 1);
        Assert.Equal(("train", 64), (epochs[^1].TrainEvaluation!.Split, epochs[^1].TrainEvaluation!.Images));
        Assert.NotNull(epochs[^1].TrainEvaluation!.Teacher);
        Assert.Equal(epochs[^1].Evaluation!.StepAccuracies.Max() - epochs[^1].Evaluation!.StepAccuracies.Min(), epochs[^1].Evaluation!.StepSpread);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_resumed_run_ends_with_the_bits_of_one_never_stopped(int threadsAfter)
    {
        RunFolder whole = _run.Train("whole", TinyRun.Student());

        using CancellationTokenSource source = new();
        RecordingObserver observer = new() { OnBatch = progress => StopIn(progress, epoch: 2, batch: 3, source) };
        Assert.Throws<OperationCanceledException>(() => _run.Train("cut", TinyRun.Student(), observer, token: source.Token));
        Assert.Equal(1, RunFolder.Open(_run.PathOf("cut")).FinishedEpochs);
        Assert.Equal(3, Checkpoint.StateOf(RunFolder.Open(_run.PathOf("cut")).CheckpointPath).Batch);
        RunFolder resumed = _run.Train("cut", TinyRun.Student(), threads: threadsAfter);

        Assert.Equal(File.ReadAllBytes(whole.WeightsPath), File.ReadAllBytes(resumed.WeightsPath));
        Assert.Equal(Comparable(whole), Comparable(resumed));

        static IEnumerable<(int, double, double, double)> Comparable(RunFolder folder)
            => folder.ReadMetrics().Select(epoch => (epoch.Epoch, epoch.Loss, epoch.TrainAccuracy, epoch.Evaluation!.Loss));
    }

    [Fact]
    public void A_run_stopped_after_every_batch_ends_with_the_bits_of_one_never_stopped()
    {
        RunFolder whole = _run.Train("whole", TinyRun.Student("tser"));
        int stops = 0;
        while (!RunFolder.IsRun(_run.PathOf("cut")) || !RunFolder.Open(_run.PathOf("cut")).IsFinished)
        {
            using CancellationTokenSource source = new();
            RecordingObserver observer = new() { OnBatch = _ => source.Cancel() };
            try
            {
                _run.Train("cut", TinyRun.Student("tser"), observer, threads: 1 + (stops++ % 3), token: source.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Equal(1, observer.Batches);
            }
        }

        Assert.True(stops >= 12);
        Assert.Equal(File.ReadAllBytes(whole.WeightsPath), File.ReadAllBytes(RunFolder.Open(_run.PathOf("cut")).WeightsPath));
        Assert.Equal(whole.ReadMetrics().Select(epoch => epoch.Loss), RunFolder.Open(_run.PathOf("cut")).ReadMetrics().Select(epoch => epoch.Loss));
        Assert.Equal(
            whole.ReadMetrics().Select(epoch => epoch.TrainAccuracy), RunFolder.Open(_run.PathOf("cut")).ReadMetrics().Select(epoch => epoch.TrainAccuracy));
    }

    [Fact]
    public void A_second_process_on_a_run_folder_is_refused()
    {
        RecordingObserver observer = new() { OnBatch = _ => TrainAgain() };
        _run.Train("run", TinyRun.Student(epochs: 1), observer);

        void TrainAgain()
        {
            RunException error = Assert.ThrowsAny<RunException>(() => _run.Train("run", TinyRun.Student(epochs: 1)));
            Assert.Contains("another process", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_best_weights_are_those_of_the_first_epoch_that_was_best_on_held_out_images()
    {
        ExperimentSettings settings = TinyRun.Student(epochs: 6);
        Assert.False(File.Exists(_run.Train("tested", settings).BestPath));

        settings = settings with { Data = settings.Data with { HeldOut = 40 } };
        List<byte[]> weights = [];
        RecordingObserver observer = new() { OnEpoch = _ => weights.Add(File.ReadAllBytes(Path.Combine(_run.PathOf("chosen"), "weights.safetensors"))) };
        RunFolder whole = _run.Train("chosen", settings, observer);
        double[] accuracies = [.. whole.ReadMetrics().Select(epoch => epoch.Evaluation!.Accuracy)];
        Assert.Equal(weights[Array.IndexOf(accuracies, accuracies.Max())], File.ReadAllBytes(whole.BestPath));

        for (int stop = 2; stop <= 6; stop++)
        {
            using CancellationTokenSource source = new();
            RecordingObserver stopping = new() { OnBatch = progress => StopIn(progress, stop, batch: 1, source) };
            Assert.Throws<OperationCanceledException>(() => _run.Train("cut", settings, stopping, token: source.Token));
        }

        Assert.Equal(File.ReadAllBytes(whole.BestPath), File.ReadAllBytes(_run.Train("cut", settings).BestPath));
    }

    [Fact]
    public void Epochs_between_evaluations_have_none_and_are_never_the_best()
    {
        ExperimentSettings settings = TinyRun.Student(epochs: 3);
        RunFolder folder = _run.Train(
            "run", settings with { Data = settings.Data with { HeldOut = 40 }, Training = settings.Training with { EvaluateEvery = 2 } });

        Assert.Equal([true, false, false], folder.ReadMetrics().Select(epoch => epoch.Evaluation is null));
        Assert.True(File.Exists(folder.BestPath));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_leaves_what_was_saved()
    {
        string path = _run.PathOf("cut");
        RecordingObserver observer = new()
        {
            OnBatch = progress =>
            {
                if (progress is { Phase: "train", Epoch: 2, Batch: 1 })
                {
                    // A folder where the metrics should go: the write at the end of the epoch fails, as on a full disk.
                    File.Delete(Path.Combine(path, "metrics.jsonl"));
                    Directory.CreateDirectory(Path.Combine(path, "metrics.jsonl", "in the way"));
                }
            },
        };
        RunException error = Assert.ThrowsAny<RunException>(() => _run.Train("cut", TinyRun.Student(epochs: 2), observer));
        Assert.Contains("cannot be written", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, Checkpoint.StateOf(Path.Combine(path, "checkpoint.safetensors")).Batch);
    }

    [Fact]
    public void An_adamw_run_with_clipping_and_groups_resumes_to_the_same_bits()
    {
        ExperimentSettings settings = TinyRun.Student();
        settings = settings with
        {
            Training = settings.Training with
            {
                Optimizer = new AdamW(),
                LearningRate = 0.01,
                Schedule = new StepSchedule { Milestones = [1, 2] },
                ClipNorm = 0.25,
                Groups = [new ParameterGroup { Role = ParameterRole.Normalization, LearningRateFactor = 0.1, WeightDecay = 1e-4 }],
            },
        };
        RunFolder whole = _run.Train("whole", settings);

        using CancellationTokenSource source = new();
        RecordingObserver observer = new() { OnBatch = progress => StopIn(progress, epoch: 2, batch: 3, source) };
        Assert.Throws<OperationCanceledException>(() => _run.Train("cut", settings, observer, token: source.Token));
        RunFolder resumed = _run.Train("cut", settings);

        Assert.Equal(File.ReadAllBytes(whole.WeightsPath), File.ReadAllBytes(resumed.WeightsPath));
        Assert.Equal(whole.ReadMetrics().Select(epoch => epoch.Clipping), resumed.ReadMetrics().Select(epoch => epoch.Clipping));
        Assert.All(whole.ReadMetrics(), epoch => Assert.True(epoch.Clipping is { MeanNorm: > 0, ClippedShare: > 0 }));
        Assert.Equal([0.01, 0.001, 0.0001], whole.ReadMetrics().Select(epoch => Math.Round(epoch.LearningRate, 9)));
        using Engine engine = new(1);
        using Network loaded = Checkpoint.LoadNetwork(Path.Combine(whole.Path, "checkpoint.safetensors"), engine);
    }

    [Fact]
    public void A_group_that_fits_nothing_stops_the_run_with_the_names_there_are()
    {
        ExperimentSettings settings = TinyRun.Student();
        settings = settings with { Training = settings.Training with { Groups = [new ParameterGroup { Prefix = "conv9" }] } };
        Assert.Contains("conv1.weight", Assert.ThrowsAny<RunException>(() => _run.Train("run", settings)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finished_run_is_not_trained_again()
    {
        RunFolder folder = _run.Train("run", TinyRun.Student(epochs: 1));
        byte[] before = File.ReadAllBytes(folder.WeightsPath);
        RecordingObserver observer = new();
        _run.Train("run", TinyRun.Student(epochs: 1), observer);
        Assert.Equal(0, observer.Batches);
        Assert.Equal(before, File.ReadAllBytes(folder.WeightsPath));
    }

    [Fact]
    public void Resuming_with_other_settings_is_refused()
    {
        _run.Train("run", TinyRun.Student(epochs: 1));
        RunException error = Assert.ThrowsAny<RunException>(() => RunFolder.Resume(_run.PathOf("run"), TinyRun.Student(epochs: 2)));
        Assert.Contains("other settings: 'training.epochs' is 1 there and 2 here", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_lowers_the_loss()
    {
        IReadOnlyList<EpochMetrics> metrics = _run.Train("run", TinyRun.Student(epochs: 8)).ReadMetrics();
        Assert.True(metrics[^1].Loss < metrics[0].Loss);
    }

    [Fact]
    public void Held_out_images_take_the_place_of_the_test_images()
    {
        ExperimentSettings settings = TinyRun.Student(epochs: 1);
        RunFolder folder = _run.Train("run", settings with { Data = settings.Data with { HeldOut = 40 } });
        Assert.Equal("held-out", folder.ReadMetrics()[0].Evaluation!.Split);
        Assert.Equal(40, folder.ReadMetrics()[0].Evaluation!.Images);
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_the_run_and_says_so()
    {
        ExperimentSettings settings = TinyRun.Student();
        RecordingObserver observer = new();
        RunException error = Assert.ThrowsAny<RunException>(() => _run.Train(
            "run", settings with { Training = settings.Training with { LearningRate = 1e30, WarmupEpochs = 0 } }, observer));
        Assert.Contains("no longer a number", error.Message, StringComparison.Ordinal);
        Assert.Equal([error.Message], observer.Warnings);
    }

    [Fact]
    public void An_update_that_leaves_no_numbers_is_never_saved()
    {
        // One batch an epoch: the loss before its only update is finite.
        ExperimentSettings settings = TinyRun.Student(epochs: 2);
        settings = settings with { Training = settings.Training with { BatchSize = 64, LearningRate = 1e38, WeightDecay = 1e3, WarmupEpochs = 0 } };
        RunException error = Assert.ThrowsAny<RunException>(() => _run.Train("run", settings));

        Assert.Contains("The weights are no longer numbers after epoch 1, step 1", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_run.PathOf("run"), "weights.safetensors")));
        Assert.False(File.Exists(Path.Combine(_run.PathOf("run"), "checkpoint.safetensors")));
    }

    [Fact]
    public void A_negative_loss_is_told_with_the_term_that_makes_it()
    {
        RecordingObserver observer = new();
        _run.Train("run", TinyRun.Student("tser", lambda: 1000, epochs: 1), observer);
        Assert.Contains(
            observer.Warnings, warning => warning.Contains("'entropy'", StringComparison.Ordinal) && warning.Contains("negative", StringComparison.Ordinal));
    }

    [Fact]
    public void A_layer_that_never_fires_is_told()
    {
        ExperimentSettings settings = TinyRun.Student(epochs: 1);
        RecordingObserver observer = new();
        _run.Train("run", settings with { Neuron = (Lif)settings.Neuron with { Threshold = 1e6f } }, observer);
        Assert.Contains(observer.Warnings, warning => warning.Contains("'stem' never fires", StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_teacher_is_an_error()
    {
        using Engine engine = new(1);
        ExperimentSettings settings = TinyRun.Student("vanilla_kd");
        using Network student = new(engine, settings.Network, settings.Neuron, settings.Seed);
        TrainingRun run = new(student, ImageData.Open(settings.Data.Set), settings) { Recorder = new RunRecorder(_run.PathOf("run")) };
        RunException error = Assert.ThrowsAny<RunException>(() => run.Train());
        Assert.False(Directory.Exists(_run.PathOf("run")));
        Assert.Contains("needs a teacher", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_teachers_weights_do_not_change()
    {
        using Engine engine = new(2);
        ExperimentSettings settings = TinyRun.Student("tser", epochs: 1);
        using Network teacher = new(engine, settings.Network with { Activation = ActivationKind.Relu, Timesteps = 1 }, new Lif(), seed: 1);
        float[] Everything() => [.. teacher.Parameters.SelectMany(p => p.Value.ToArray()), .. teacher.Buffers.SelectMany(b => b.Value.ToArray())];
        float[] before = Everything();
        using Network student = new(engine, settings.Network, settings.Neuron, settings.Seed);
        new TrainingRun(student, ImageData.Open(settings.Data.Set), settings) { Teacher = teacher }.Train();
        Assert.Equal(before, Everything());
    }

    [Fact]
    public void More_images_than_there_are_is_an_error()
    {
        RunException error = Assert.ThrowsAny<RunException>(() => ExperimentData.Open(new DataSettings { Set = "synthetic", TrainImages = 1_000_000 }, null));
        Assert.Contains("data.train_images is 1000000", error.Message, StringComparison.Ordinal);
    }

    private static void StopIn(BatchProgress progress, int epoch, int batch, CancellationTokenSource source)
    {
        if (progress.Phase == "train" && progress.Epoch == epoch && progress.Batch == batch)
        {
            source.Cancel();
        }
    }
}
