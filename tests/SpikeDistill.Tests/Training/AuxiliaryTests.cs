using SpikeDistill.Catalogs;
using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Neurons;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;
using SpikeDistill.Tests.Distillation;
using SpikeDistill.Tests.Networks;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>Objectives that read features and learn something beside the student.</summary>
public sealed class AuxiliaryTests : IDisposable
{
    private readonly TinyRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("kdsnn")]
    [InlineData("kdsnn_stand_in")]
    [InlineData("lasnn")]
    [InlineData("lasnn_stand_in")]
    [InlineData("bkdsnn")]
    public void Runs_end_with_the_same_bits_with_any_threads_and_after_any_stop(string method)
    {
        ExperimentSettings settings = Settings(method);
        NetworkSettings wide = TinyRun.Teacher.Sized(width: 6);
        RunFolder whole = _run.Train("whole", settings, threads: 1, teacherNetwork: wide);
        int stops = 0;
        while (!RunFolder.IsRun(_run.PathOf("cut")) || !RunFolder.Open(_run.PathOf("cut")).IsFinished)
        {
            using CancellationTokenSource source = new();
            RecordingObserver observer = new() { OnBatch = progress => StopAt(progress, source) };
            try
            {
                _run.Train("cut", settings, observer, 2 + (stops++ % 2), teacherNetwork: wide, token: source.Token);
            }
            catch (OperationCanceledException)
            {
            }
        }

        RunFolder cut = RunFolder.Open(_run.PathOf("cut"));
        Assert.True(stops >= 3);
        Assert.Equal(File.ReadAllBytes(whole.WeightsPath), File.ReadAllBytes(cut.WeightsPath));
        Assert.Equal(Contents(whole.CheckpointPath), Contents(cut.CheckpointPath));
        Assert.Equal(
            whole.ReadMetrics().SelectMany(epoch => epoch.Terms),
            cut.ReadMetrics().SelectMany(epoch => epoch.Terms));

        static void StopAt(BatchProgress progress, CancellationTokenSource source)
        {
            if (progress.Batch % 3 == 2)
            {
                source.Cancel();
            }
        }
    }

    [Fact]
    public void What_terms_learn_is_trained_and_kept_for_resuming_but_not_in_the_weights()
    {
        RunFolder plain = _run.Train("plain", TinyRun.Student());
        RunFolder folder = _run.Train("run", Settings("bkdsnn"), teacherNetwork: TinyRun.Teacher.Sized(width: 6));

        Assert.Equal(Names(plain.WeightsPath), Names(folder.WeightsPath));
        string[] learned = [.. Names(folder.CheckpointPath).Where(name => name.StartsWith(TermContext.ParameterPrefix, StringComparison.Ordinal))];
        Assert.Equal(
            [
                "auxiliary.blurred_feature.align2.bias", "auxiliary.blurred_feature.align2.weight",
                "auxiliary.blurred_feature.restore2.0.bias", "auxiliary.blurred_feature.restore2.0.weight",
                "auxiliary.blurred_feature.restore2.2.bias", "auxiliary.blurred_feature.restore2.2.weight",
            ],
            learned.Order(StringComparer.Ordinal));
        Assert.All(learned, name => Assert.Contains("momentum." + name, Names(folder.CheckpointPath)));
        using Engine engine = new(1);
        using Objective initial = new(Settings("bkdsnn").Objective, new ObjectiveContext(engine, Stages(4), Stages(6), Seed: 5));
        using SafeTensorsFile file = SafeTensorsFile.Open(folder.CheckpointPath);
        Assert.All(initial.Parameters, parameter => Assert.NotEqual(parameter.Value.ToArray(), file.ReadSingles(parameter.Name)));

        using Network student = Checkpoint.LoadNetwork(folder.CheckpointPath, engine);
        Assert.Equal(file.ReadSingles("conv1.weight"), student.Parameters[0].Value.ToArray());

        static IReadOnlyList<MapShape> Stages(int width) => TinyRun.Teacher.Sized(width).Describe().StageShapes(32, 32);
    }

    [Fact]
    public void Norms_are_logged_for_logits_and_for_features()
    {
        IReadOnlyList<TermMetrics> terms = _run.Train("run", Settings("bkdsnn")).ReadMetrics()[^1].Terms;

        Assert.Equal(["cross_entropy", "weighted_distillation", "blurred_feature"], terms.Select(term => term.Name));
        Assert.All(terms.Take(2), term => Assert.True(term.GradientNorm > 0 && term.FeatureGradientNorm == 0));
        Assert.True(terms[2].GradientNorm == 0 && terms[2].FeatureGradientNorm > 0);
    }

    [Fact]
    public void A_term_that_is_not_active_yet_has_no_value()
    {
        ExperimentSettings settings = TinyRun.Student(epochs: 4) with
        {
            Objective = Methods.Find("lasnn").Objective(o => o.With(MethodOptions.FeatureShare, 0.5)),
        };
        IReadOnlyList<EpochMetrics> epochs = _run.Train("run", settings).ReadMetrics();

        Assert.Equal([0, 0], epochs.Take(2).Select(epoch => epoch.Terms[1].Value + epoch.Terms[1].GradientNorm));
        Assert.All(epochs.Skip(2), epoch => Assert.True(epoch.Terms[1].Value > 0));
        Assert.All(epochs, epoch => Assert.True(epoch.Terms[0].FeatureGradientNorm > 0));
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("adamw")]
    public void A_phase_of_features_alone_leaves_the_classifier_as_it_was(string optimizer)
    {
        ExperimentSettings settings = TinyRun.Student(epochs: 2) with
        {
            Objective = Methods.Find("lasnn").Objective(o => o.With(MethodOptions.FeatureShare, 0.5)),
        };
        TrainingSettings training = settings.Training with { LearningRate = 0.01, WeightDecay = 0.1 };
        settings = settings with { Training = training with { Optimizer = Catalog.Default.Optimizers.Find(optimizer).Default } };
        float[][]? after = null;
        RecordingObserver observer = new() { OnEpoch = epoch => after ??= Classifier(_run.PathOf("run")) };
        _run.Train("run", settings, observer);

        using Engine engine = new(1);
        using Network initial = new(engine, settings.Network, settings.Neuron, settings.Seed);
        Assert.Equal(
            initial.Parameters.Where(parameter => parameter.Name.StartsWith("fc.", StringComparison.Ordinal)).Select(parameter => parameter.Value.ToArray()),
            after);
        Assert.NotEqual(after![0], Classifier(_run.PathOf("run"))[0]);

        static float[][] Classifier(string folder)
        {
            using SafeTensorsFile file = SafeTensorsFile.Open(Path.Combine(folder, "weights.safetensors"));
            return [file.ReadSingles("fc.weight"), file.ReadSingles("fc.bias")];
        }
    }

    [Theory]
    [InlineData("tser")]
    [InlineData("bkdsnn")]
    public void A_spiking_teacher_of_more_steps_speaks_with_its_mean(string method)
    {
        NetworkSettings spiking = TinyRun.Student().Network with { Timesteps = 16 };
        RunFolder folder = _run.Train("run", Settings(method), teacherNetwork: spiking);
        Assert.Equal(2, folder.ReadMetrics()[^1].Evaluation!.StepAccuracies.Count);
        Assert.InRange(folder.ReadMetrics()[^1].Evaluation!.Teacher!.Agreement, 0, 1);

        using Engine engine = new(1);
        using Network teacher = new(engine, spiking, new Lif { DecayInput = false }, seed: 1);
        float[][] before = [.. teacher.Buffers.Select(buffer => buffer.Value.ToArray())];
        using Tape tape = new(engine);
        Tensor images = tape.From([.. Enumerable.Range(0, 2 * 32 * 32 * 3).Select(i => MathF.Sin(i))], new Shape(2, 32, 32, 3));
        TeacherPass pass = TeacherPass.Run(tape, teacher, images, DataSets.Find("synthetic").Describe().Normalization, features: true);
        NetworkOutput output = teacher.Forward(tape, images, ForwardOptions.Evaluation with { KeepStageFeatures = true });
        Assert.Equal(new Shape(2, 10), pass.Logits.Shape);
        Assert.Equal(Means(output.Logits), pass.Logits.ToArray());
        Assert.Equal(output.StageFeatures.Select(stage => new Shape(stage.Shape.ToArray().AsSpan(1))), pass.Features.Select(stage => stage.Shape));
        Assert.All(pass.Features, stage => Assert.All(stage.ToArray(), rate => Assert.Equal(Math.Round(rate * 16), rate * 16, 1e-5)));
        Assert.False(pass.Logits.NeedsGradient || pass.Features.Any(stage => stage.NeedsGradient));
        Assert.Equal(before, teacher.Buffers.Select(buffer => buffer.Value.ToArray()));

        float[] Means(Tensor logits) => tape.MeanOverTime(logits).ToArray();
    }

    [Fact]
    public void Networks_whose_stages_differ_are_refused_with_a_way_out()
    {
        RunException error = Assert.ThrowsAny<RunException>(
            () => _run.Train("run", Settings("kdsnn"), teacherNetwork: TinyRun.Teacher.Sized(blocks: [1, 1, 1])));
        Assert.Contains("stages: last", error.Message, StringComparison.Ordinal);
    }

    private static ExperimentSettings Settings(string method) => TinyRun.Student(method) with { Objective = Made.By(method) };

    private static string[] Names(string path)
    {
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        return [.. file.Tensors.Select(tensor => tensor.Name)];
    }

    private static Dictionary<string, float[]> Contents(string path)
    {
        using SafeTensorsFile file = SafeTensorsFile.Open(path);
        return file.Tensors.ToDictionary(tensor => tensor.Name, tensor => file.ReadSingles(tensor.Name));
    }
}
