using SpikeDistill.Distillation;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Demo;

/// <summary>The runs of the demo: an ANN teacher, and one small spiking student that three methods train.</summary>
internal static class DemoRecipes
{
    public const int BatchSize = 64;

    /// <summary>The students' methods, each with its run's name.</summary>
    public static IReadOnlyList<(string Method, string Name)> Students { get; } =
        [("cross_entropy", "cross-entropy"), ("vanilla_kd", "vanilla-kd"), ("tser", "tser")];

    public static ExperimentSettings Teacher(string dataSet, int classes, long seed, DemoAmounts amounts) => Run("teacher", dataSet, seed, amounts) with
    {
        Network = Network(classes) with { Activation = ActivationKind.Relu, Timesteps = 1 },
        Objective = Methods.CrossEntropy(),
    };

    public static ExperimentSettings Student(string method, string name, string dataSet, int classes, long seed, DemoAmounts amounts, string teacherFolder)
    {
        ObjectiveSettings objective = Methods.Find(method).Objective();
        return Run(name, dataSet, seed, amounts) with
        {
            Network = Network(classes) with { Timesteps = 2 },

            // Eq. 2 as printed halves the input, and hardly a neuron fires at the first step; a short training does not make up for it.
            Neuron = new Lif { DecayInput = false },
            Objective = objective,
            Teacher = objective.NeedsTeacher ? new TeacherSettings { Checkpoint = teacherFolder } : null,
        };
    }

    private static NetworkSettings Network(int classes)
        => new() { Family = new ResNet { Blocks = [1, 1, 1, 1], Width = 16, StemStride = 2 }, Classes = classes };

    private static ExperimentSettings Run(string name, string dataSet, long seed, DemoAmounts amounts) => new()
    {
        Name = name,
        Seed = seed,
        Data = new DataSettings { Set = dataSet, TrainImages = amounts.TrainImages, TestImages = amounts.TestImages },
        Objective = Methods.CrossEntropy(),
        Training = new TrainingSettings
        {
            Epochs = amounts.Epochs,
            BatchSize = BatchSize,
            LearningRate = 0.1,
            WarmupEpochs = 0.5,
            EvaluateEvery = amounts.Epochs,
        },
    };
}
