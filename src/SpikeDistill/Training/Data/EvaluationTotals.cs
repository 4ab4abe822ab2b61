using SpikeDistill.Metrics;
using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Training;

/// <summary>What an evaluation adds up, batch by batch.</summary>
/// <param name="network">What is evaluated.</param>
/// <param name="compared">Whether a teacher is compared with.</param>
internal sealed class EvaluationTotals(Network network, bool compared)
{
    private readonly AccuracyCounter _counter = new(network.Settings.Timesteps);
    private readonly PrefixAccuracyCounter _prefixes = new(network.Settings.Timesteps);
    private readonly CalibrationCounter _calibration = new();
    private readonly TeacherComparisonCounter _comparison = new();
    private int _seen;

    /// <summary>Counts spikes; passes observe it.</summary>
    public FiringMonitor Firing { get; } = new();

    public double Accuracy => _counter.Accuracy;

    /// <summary>Adds a batch.</summary>
    /// <param name="logits">[T, N, classes].</param>
    /// <param name="mean">The same averaged over T, [N, classes].</param>
    /// <param name="labels">N labels, of which those below 0 are left out.</param>
    /// <param name="taught">The teacher's averaged logits, [N, classes], where one is compared with.</param>
    public void Add(Tensor logits, Tensor mean, IReadOnlyList<int> labels, Tensor? taught)
    {
        _counter.Add(logits, labels);
        _prefixes.Add(logits, labels);
        _calibration.Add(mean, labels);
        if (taught is not null)
        {
            _comparison.Add(mean, taught, labels);
        }

        _seen += labels.Count;
    }

    /// <summary>What it comes to.</summary>
    /// <param name="split">What to call the images.</param>
    public Evaluation Of(string split) => new()
    {
        Split = split,
        Images = _counter.Images,
        LeftOut = _seen == _counter.Images ? null : _seen - _counter.Images,
        Accuracy = _counter.Accuracy,
        StepAccuracies = _counter.StepAccuracies,
        PrefixAccuracies = _prefixes.Accuracies,
        Loss = _counter.Loss,
        CalibrationError = _calibration.Error,
        Teacher = compared ? _comparison.Comparison : null,
        FiringRates = [.. Firing.Rates.Select(rate => network.Graph.CodesImages(rate.Layer) ? rate with { Neurons = 0 } : rate)],
        InputRate = Firing.InputRate,
    };
}
