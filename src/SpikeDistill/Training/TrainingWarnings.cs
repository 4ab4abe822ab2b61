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
            observer.Warning(new TrainingWarning(
                TrainingWarningKind.NegativeLoss,
                $"Epoch {epoch}: the mean loss is negative ({totals.Loss:G4}) because the term '{lowest.Name}' is "
                    + $"{lowest.Value:G4}; its weight outweighs the rest. TSER advises against it: lower lambda.")
            {
                Epoch = epoch,
                Part = lowest.Name,
                Value = totals.Loss,
            });
        }
    }

    /// <summary>Layers that never or always fire.</summary>
    public static void OfFiring(FiringMonitor firing, int epoch, ITrainingObserver observer)
    {
        foreach (LayerRate layer in firing.Rates)
        {
            if (layer.Rate is 0 or 1)
            {
                bool silent = layer.Rate == 0;
                observer.Warning(new TrainingWarning(
                    silent ? TrainingWarningKind.SilentLayer : TrainingWarningKind.SaturatedLayer,
                    $"Epoch {epoch}: the layer '{layer.Layer}' "
                        + $"{(silent ? "never fires, so nothing behind it learns" : "always fires, so it carries no information")}. "
                        + "Try another learning_rate, threshold, or neuron.decay_input: false.")
                {
                    Epoch = epoch,
                    Part = layer.Layer,
                    Value = layer.Rate,
                });
            }
        }
    }
}
