using System.Globalization;

namespace SpikeDistill.Training;

/// <summary>Something that a run tells while it trains; it prints as a line that can be read.</summary>
public abstract record TrainingProgress;

/// <summary>An epoch is done.</summary>
/// <param name="Epochs">All epochs of the run.</param>
/// <param name="Metrics">Its measures.</param>
public sealed record EpochDone(int Epochs, EpochMetrics Metrics) : TrainingProgress
{
    /// <summary>For example <c>epoch 1/5  loss 1.8325  train 35.31 %  test 41.20 %  firing 22.1 %  3.2 s</c>.</summary>
    public override string ToString()
    {
        List<string> parts = [$"epoch {Metrics.Epoch}/{Epochs}", Text($"loss {Metrics.Loss:F4}"), Text($"train {100 * Metrics.TrainAccuracy:F2} %")];
        if (Metrics.Evaluation is { } evaluation)
        {
            parts.Add(Text($"{evaluation.Split} {100 * evaluation.Accuracy:F2} %"));
            if (evaluation.FiringRates.Count > 0) parts.Add(Text($"firing {100 * evaluation.FiringRate:F1} %"));
        }

        parts.Add(Text($"{Metrics.TrainSeconds:F1} s"));
        return string.Join("  ", parts);

        static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>The run began with given weights.</summary>
/// <param name="Weights">What was taken of them.</param>
public sealed record StartedFrom(TakenWeights Weights) : TrainingProgress
{
    /// <inheritdoc/>
    public override string ToString() => Weights.ToString();
}
