using SpikeDistill.Data;
using SpikeDistill.Tests.Networks;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>Short trainings on CIFAR-10, where it is at hand.</summary>
internal static class RealImages
{
    /// <summary>Trains a small network for five epochs; its loss falls with them, and more images are told than by guessing.</summary>
    public static void LowerTheLoss(TinyRun run, Func<ExperimentSettings, ExperimentSettings> change, string name = "real")
    {
        ExperimentSettings settings = TinyRun.Student(epochs: 5);
        settings = change(settings with
        {
            Data = new DataSettings { Set = "cifar10", TrainImages = 512, TestImages = 64 },
            Network = settings.Network.Sized(width: 16),
            Training = settings.Training with { BatchSize = 32, LearningRate = 0.1, EvaluateEvery = 5 },
        });
        try
        {
            TinyRun.ImagesOf(settings.Data.Set);
        }
        catch (DataSetException)
        {
            Assert.Skip("CIFAR-10 is not at hand; SPIKEDISTILL_DATA says where it lies.");
        }

        IReadOnlyList<EpochMetrics> epochs = run.Train(name, settings).ReadMetrics();
        Assert.All(epochs, epoch => Assert.True(double.IsFinite(epoch.Loss)));
        Assert.True(epochs[^1].Loss < 0.95 * epochs[0].Loss, string.Join(", ", epochs.Select(epoch => $"{epoch.Loss:F3}")));
        Assert.True(epochs[^1].TrainAccuracy > 0.15, $"{epochs[^1].TrainAccuracy:P1}");
    }
}
