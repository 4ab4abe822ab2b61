using SpikeDistill.Cli.Screen;
using SpikeDistill.Options;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Reporting;

/// <summary>Shows how fast a run goes, and so how long it will take.</summary>
internal sealed class ProgressMeter(TimeProvider clock, int epochs, int evaluateEvery) : TrainingPace(clock, epochs, evaluateEvery)
{
    /// <summary>Letters of the course of accuracy.</summary>
    private const int Course = 8;

    private readonly int _epochs = epochs;
    private readonly List<double> _accuracies = [];

    /// <summary>Takes note of an epoch that is done.</summary>
    public void Add(EpochMetrics metrics)
    {
        if (metrics.Evaluation is { } evaluation)
        {
            _accuracies.Add(evaluation.Accuracy);
        }
    }

    /// <summary>How far the run is, in one line.</summary>
    /// <param name="name">The run's name.</param>
    /// <param name="doing">What the running numbers of its epoch are.</param>
    public ProgressLine Line(string name, string doing)
        => new(
            name,
            Math.Min(Done, 0.9999),
            Left is { } left ? $"{TimeText.Of(left)} left" : "",
            doing,
            $"{ImagesPerSecond:F0} images/s",
            Sparkline.Of(_accuracies, Course))
        { Stage = $"epoch {Now?.Epoch}/{_epochs}" };
}
