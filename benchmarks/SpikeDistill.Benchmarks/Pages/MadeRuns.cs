using System.Text.Json;
using SpikeDistill.Distillation;
using SpikeDistill.Metrics;
using SpikeDistill.Networks.Families;
using SpikeDistill.Recipes;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Benchmarks.Pages;

/// <summary>Folders as finished runs of ResNet-18 leave them, with measures that are made up and no weights.</summary>
internal static class MadeRuns
{
    private const int Layers = 17;
    private const int Timesteps = 4;

    /// <summary>Writes the runs.</summary>
    /// <returns>Their folders.</returns>
    public static IEnumerable<string> Write(string folder, int runs, int epochs)
    {
        for (int run = 0; run < runs; run++)
        {
            Random random = new(run);
            string path = Path.Combine(folder, $"run-{run:000}");
            Directory.CreateDirectory(path);
            File.WriteAllText(Path.Combine(path, RunFolder.RecipeName), Recipe.Write(Settings(run, epochs)));
            File.WriteAllLines(
                Path.Combine(path, RunFolder.MetricsName),
                Enumerable.Range(1, epochs).Select(epoch => JsonSerializer.Serialize(Epoch(epoch, random), Json.Line)));
            yield return path;
        }
    }

    private static ExperimentSettings Settings(int run, int epochs) => new()
    {
        Name = $"made-{run / 5}-seed{run % 5}",
        Seed = run % 5,
        Data = new DataSettings { Set = "synthetic", TrainImages = 2000, TestImages = 1000 },
        Network = new NetworkSettings { Family = new ResNet { Blocks = [2, 2, 2, 2] }, Timesteps = Timesteps },
        Objective = Methods.Tser(),
        Teacher = new TeacherSettings { Checkpoint = "/teachers/one" },
        Training = new TrainingSettings { Epochs = epochs, BatchSize = 64 },
    };

    private static EpochMetrics Epoch(int epoch, Random random) => new()
    {
        Epoch = epoch,
        LearningRate = random.NextDouble(),
        Loss = random.NextDouble(),
        Terms = [.. ((string[])["cross_entropy", "distillation", "entropy"]).Select(term => new TermMetrics(term, random.NextDouble(), random.NextDouble()))],
        TrainAccuracy = random.NextDouble(),
        Evaluation = new Evaluation
        {
            Split = "test",
            Images = 1000,
            Accuracy = random.NextDouble(),
            StepAccuracies = Numbers(Timesteps, random),
            PrefixAccuracies = Numbers(Timesteps, random),
            Loss = random.NextDouble(),
            CalibrationError = random.NextDouble(),
            FiringRates = [.. Numbers(Layers, random).Select((rate, at) => new LayerRate($"layer{1 + (at / 4)}.{at / 2 % 2}.{at % 2}", 65536, rate))],
        },
        TrainSeconds = random.NextDouble(),
        StalledSeconds = random.NextDouble(),
        PeakTensorBytes = 1 << 30,
    };

    private static double[] Numbers(int count, Random random) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];
}
