using SpikeDistill.Metrics;

namespace SpikeDistill.Training;

/// <summary>What a user should know of an epoch while the run goes on.</summary>
internal static class TrainingWarnings
{
    /// <summary>A mean loss below 0.</summary>
    public static void OfLoss(EpochTotals totals, int epoch, ITrainingObserver observer)
    {
        if (totals.Loss < 0)
        {
            TermMetrics lowest = totals.Terms.MinBy(term => term.Value)!;
            observer.Warning(
                $"Epoch {epoch}: the mean loss is negative ({totals.Loss:G4}) because the term '{lowest.Name}' is "
                    + $"{lowest.Value:G4}; its weight outweighs the rest. TSER advises against it: lower lambda.");
        }
    }

    /// <summary>Layers that never or always fire.</summary>
    public static void OfFiring(FiringMonitor firing, int epoch, ITrainingObserver observer)
    {
        foreach (LayerRate layer in firing.Rates)
        {
            if (layer.Rate is 0 or 1)
            {
                observer.Warning(
                    $"Epoch {epoch}: the layer '{layer.Layer}' "
                        + $"{(layer.Rate == 0 ? "never fires, so nothing behind it learns" : "always fires, so it carries no information")}. "
                        + "Try another learning_rate, threshold, or neuron.decay_input: false.");
            }
        }
    }
}
