using System.Globalization;
using SpikeDistill.Metrics;
using SpikeDistill.Networks.Graphs;

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

    /// <summary>An average of the weights that is evaluated while much of it is still what they were before the first step.</summary>
    /// <param name="decay">How much of the average is kept at a step.</param>
    /// <param name="steps">Steps of the whole run.</param>
    /// <param name="observer">Is told.</param>
    public static void OfAverage(double decay, long steps, ITrainingObserver observer)
    {
        const double Much = 0.05, Little = 0.01;
        double share = Math.Pow(decay, steps);
        if (share > Much)
        {
            observer.Warning(new TrainingWarning(
                TrainingWarningKind.SlowAverage,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The average of the weights, which is what is evaluated and saved, begins as the initial weights, and {100 * share:F0} % of it are "
                        + $"still those after the run's {steps} steps at ema_decay {decay}. An ema_decay of {Math.Pow(Little, 1.0 / steps):F3} leaves 1 %."))
            {
                Value = share,
            });
        }
    }

    /// <summary>A teacher that is given and that the objective does not read.</summary>
    public static void OfUnreadTeacher(string method, ITrainingObserver observer)
        => observer.Warning(new TrainingWarning(
            TrainingWarningKind.UnreadTeacher,
            $"A teacher is given, but nothing is learned from it: the objective '{method}' reads labels alone. "
                + "Take a method that distils, such as tser or vanilla_kd, or leave the teacher out."));

    /// <summary>Layers that never or always fire.</summary>
    public static void OfFiring(FiringMonitor firing, NetworkGraph graph, int epoch, ITrainingObserver observer)
    {
        foreach (LayerRate layer in firing.Rates)
        {
            if (layer.Rate is 0 or 1)
            {
                bool silent = layer.Rate == 0;
                observer.Warning(new TrainingWarning(
                    silent ? TrainingWarningKind.SilentLayer : TrainingWarningKind.SaturatedLayer,
                    $"Epoch {epoch}: the layer '{layer.Layer}' "
                        + $"{(silent ? Silent(graph, layer.Layer) : "always fires, so it carries no information")}. "
                        + "Try another learning_rate, threshold, or neuron.decay_input: false.")
                {
                    Epoch = epoch,
                    Part = layer.Layer,
                    Value = layer.Rate,
                });
            }
        }
    }

    /// <summary>What it means that a layer never fires: much where everything goes through it, little where it is a branch beside others.</summary>
    private static string Silent(NetworkGraph graph, string layer)
    {
        HashSet<int> reached = [NetworkGraph.Image];
        reached.UnionWith(graph.Nodes.Where(node => node.Node.Name != layer && node.Sources.Any(reached.Contains)).Select(node => node.Index));
        return reached.Contains(graph.Nodes[^1].Index)
            ? "never fires, so its branch gives nothing to what passes beside it"
            : "never fires, so nothing behind it learns";
    }
}
