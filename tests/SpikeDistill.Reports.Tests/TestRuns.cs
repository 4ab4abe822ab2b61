using System.Text.Json;
using SpikeDistill.Distillation;
using SpikeDistill.Metrics;
using SpikeDistill.Networks.Families;
using SpikeDistill.Recipes;
using SpikeDistill.Training;

namespace SpikeDistill.Reports.Tests;

/// <summary>Folders as runs leave them, with measures that are made up.</summary>
internal static class TestRuns
{
    private static readonly string[] Layers = ["stem", "layer1.0.1", "layer1.0.2"];

    /// <summary>Settings of a small student of the built-in images.</summary>
    public static ExperimentSettings Student(string name, long seed, int epochs) => new()
    {
        Name = $"{name}-seed{seed}",
        Seed = seed,
        Data = new DataSettings { Set = "synthetic", TrainImages = 640, TestImages = 100 },
        Network = new NetworkSettings { Family = new ResNet { Blocks = [1], Width = 4 }, Timesteps = 2 },
        Objective = Methods.Tser(),
        Teacher = new TeacherSettings { Checkpoint = "/teachers/one" },
        Training = new TrainingSettings { Epochs = epochs, BatchSize = 64 },
    };

    /// <summary>Writes a run's folder.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="epochs">The measures of its epochs.</param>
    public static void Write(string folder, ExperimentSettings settings, IEnumerable<EpochMetrics> epochs)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "recipe.yaml"), Recipe.Write(settings));
        File.WriteAllLines(Path.Combine(folder, "metrics.jsonl"), epochs.Select(epoch => JsonSerializer.Serialize(epoch, Json.Line)));
    }

    /// <summary>The measures of so many epochs, of which no two are alike.</summary>
    public static IReadOnlyList<EpochMetrics> Epochs(int count, long seed)
        => [.. Enumerable.Range(1, count).Select(epoch => Epoch(epoch, new Random(HashCode.Combine(epoch, seed)), last: epoch == count))];

    /// <summary>The measures of an epoch.</summary>
    public static EpochMetrics Epoch(int epoch, Random random, bool last) => new()
    {
        Epoch = epoch,
        LearningRate = random.NextDouble(),
        Loss = random.NextDouble() * 4,
        Terms =
        [
            new TermMetrics("cross_entropy", random.NextDouble(), random.NextDouble()),
            new TermMetrics("distillation", random.NextDouble(), random.NextDouble()),
            new TermMetrics("entropy", -random.NextDouble() / 100, random.NextDouble() / 1e5),
        ],
        TrainAccuracy = random.NextDouble(),
        Evaluation = new Evaluation
        {
            Split = "test",
            Images = 100,
            Accuracy = random.NextDouble(),
            StepAccuracies = [random.NextDouble(), random.NextDouble()],
            PrefixAccuracies = [random.NextDouble(), random.NextDouble()],
            Loss = random.NextDouble() * 2,
            CalibrationError = random.NextDouble() / 10,
            Teacher = last ? new TeacherComparison(0.9, 0.8, 10, 0.3, 0.5) : null,
            FiringRates = [.. Layers.Select(layer => new LayerRate(layer, 4096, random.NextDouble()))],
        },
        TrainSeconds = 1 + random.NextDouble(),
        StalledSeconds = 0.001,
        PeakTensorBytes = 1 << 20,
    };
}
