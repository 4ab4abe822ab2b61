using SpikeDistill.Analyses;
using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Recipes;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Analyses;

/// <summary>What a blurred term adds to single neurons, of a run that is really trained.</summary>
public sealed class GradientAnalyzerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spikedistill-").FullName;
    private readonly Engine _engine = new(2);
    private readonly ExperimentData _data = ExperimentData.Open(
        new DataSettings { Set = "synthetic", TrainImages = 64, TestImages = 40, Augmentation = [] }, directory: null);

    public void Dispose()
    {
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Gradients_with_a_term_are_those_without_it_and_what_it_adds()
    {
        using Network teacher = Teacher();
        FeatureGradients gradients = Analyze(Train("run", BlurredAlone(1e-4)), teacher)!;

        Assert.Equal(["blurred_feature"], gradients.Terms);
        Assert.Equal("layer1.0.2", gradients.Layer);
        Assert.Equal(32, gradients.Images);
        Assert.InRange(gradients.Neurons.Count, 100, 201);
        Assert.All(gradients.Neurons, one => Assert.InRange(one.With, Math.Abs(one.Without - one.Added) - 1e-9, one.Without + one.Added + 1e-9));
        Assert.Contains(gradients.Neurons, one => one is { Without: > 0, Added: > 0 });
        Assert.Equal(gradients.Neurons.Max(one => one.Added), gradients.Neurons.Single(one => one.Neuron == gradients.Trace.Neuron).Added);
        Assert.Equal(2, gradients.Trace.Input.Count);
        Assert.Contains(gradients.Trace.Added, value => value != 0);
    }

    [Fact]
    public void A_term_with_twice_the_factor_adds_twice_as_much_and_the_others_stay()
    {
        using Network teacher = Teacher();
        string run = Train("run", BlurredAlone(1e-4));
        FeatureGradients once = Analyze(run, teacher)!;
        ExperimentSettings settings = RunFolder.Open(run).Settings;
        File.WriteAllText(Path.Combine(run, "recipe.yaml"), Recipe.Write(settings with { Objective = BlurredAlone(2e-4) }));

        FeatureGradients twice = Analyze(run, teacher)!;

        Assert.Equal(once.Neurons.Select(one => one.Without), twice.Neurons.Select(one => one.Without));
        Assert.All(once.Neurons.Zip(twice.Neurons), pair => Assert.Equal(2 * pair.First.Added, pair.Second.Added, 1e-6 * (1 + pair.Second.Added)));
    }

    [Fact]
    public void Terms_that_count_one_after_the_other_are_looked_at_as_where_they_count()
    {
        using Network teacher = Teacher();
        ObjectiveSettings turns = new()
        {
            Method = "own",
            Terms = [new BlurredFeatureTerm { Weight = 1e-4, Until = 0.5 }, new CrossEntropyTerm { From = 0.5 }],
        };

        FeatureGradients gradients = Analyze(Train("turns", turns, epochs: 2), teacher)!;

        Assert.Contains(gradients.Neurons, one => one is { Without: > 0, Added: > 0 });
    }

    [Fact]
    public void Without_terms_of_features_or_what_they_learned_there_is_nothing_to_tell()
    {
        using Network teacher = Teacher();
        string run = Train("run", BlurredAlone(1e-4));
        File.Delete(Path.Combine(run, "checkpoint.safetensors"));

        Assert.Null(Analyze(run, teacher));
        Assert.Null(Analyze(Train("labels", Methods.CrossEntropy()), teacher));
    }

    private static ObjectiveSettings BlurredAlone(double factor)
        => new() { Method = "own", Terms = [new CrossEntropyTerm(), new BlurredFeatureTerm { Weight = factor }] };

    private FeatureGradients? Analyze(string run, Network teacher)
    {
        using Network student = Checkpoint.LoadNetwork(run, _engine);
        return GradientAnalyzer.Analyze(RunFolder.Open(run), student, teacher, _data);
    }

    private Network Teacher() => Make(ActivationKind.Relu, 1);

    private Network Make(ActivationKind activation, int steps) => new(
        _engine,
        new NetworkSettings { Family = new ResNet { Blocks = [1], Width = 4, StemStride = 2 }, Activation = activation, Timesteps = steps },
        new If(),
        seed: 1);

    private string Train(string name, ObjectiveSettings objective, int epochs = 1)
    {
        using Network student = Make(ActivationKind.Spiking, 2), teacher = Teacher();
        string folder = Path.Combine(_folder, name);
        ExperimentSettings settings = new()
        {
            Name = name,
            Data = new DataSettings { Set = "synthetic", TrainImages = 64, TestImages = 40 },
            Network = student.Settings,
            Neuron = new If(),
            Objective = objective,
            Teacher = new TeacherSettings { Checkpoint = "teacher" },
            Training = new TrainingSettings { Epochs = epochs, BatchSize = 16, LearningRate = 0.05 },
        };
        new TrainingRun(student, ImageData.Open("synthetic"), settings) { Teacher = teacher, Recorder = new RunRecorder(folder) }.Train();
        return folder;
    }
}
