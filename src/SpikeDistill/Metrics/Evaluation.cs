using System.Text.Json.Serialization;

namespace SpikeDistill.Metrics;

/// <summary>What a network does on a set of images.</summary>
public sealed record Evaluation
{
    /// <summary>Which images: <c>test</c> or <c>held-out</c> or <c>train</c>.</summary>
    public required string Split { get; init; }

    /// <summary>Number of images that count.</summary>
    public required int Images { get; init; }

    /// <summary>Images that could not be read and do not count; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? LeftOut { get; init; }

    /// <summary>Accuracy of the logits averaged over T (TSER Algorithm 1), 0 to 1.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Accuracy of each single time step, 0 to 1.</summary>
    public required IReadOnlyList<double> StepAccuracies { get; init; }

    /// <summary>Accuracy of the logits averaged over the first k steps, for k = 1 to T, 0 to 1; empty in metrics of older versions.</summary>
    public IReadOnlyList<double> PrefixAccuracies { get; init; } = [];

    /// <summary>Cross-entropy of the mean logits, in nats: the negative log-likelihood of the labels.</summary>
    public required double Loss { get; init; }

    /// <summary>
    /// Expected calibration error of the softmax of the mean logits, 15 bins of equal width (Guo et al., ICML 2017), 0 to 1; null
    /// in metrics of older versions.
    /// </summary>
    public double? CalibrationError { get; init; }

    /// <summary>How the answers relate to a teacher's: after the last epoch of a run with a teacher, or where one was asked for; else null.</summary>
    public TeacherComparison? Teacher { get; init; }

    /// <summary>Mean firing rate of each spiking layer, spikes per neuron and step, in network order; empty for an ANN.</summary>
    public required IReadOnlyList<LayerRate> FiringRates { get; init; }

    /// <summary>Events of a place and step that the network was shown, where images are frames of an event camera; null where they are still.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? InputRate { get; init; }

    /// <summary>Mean of the steps' accuracies.</summary>
    public double MeanStepAccuracy => StepAccuracies.Average();

    /// <summary>The best step's accuracy minus the worst step's: how TSER's Fig. 2 tells the spread of the steps.</summary>
    public double StepSpread => StepAccuracies.Max() - StepAccuracies.Min();

    /// <summary>Spikes per neuron and step over all neurons of the network, 0 for an ANN.</summary>
    public double FiringRate
        => FiringRates.Count == 0 ? 0 : FiringRates.Sum(layer => layer.Rate * layer.Neurons) / FiringRates.Sum(layer => (double)layer.Neurons);

    /// <summary>
    /// The plain mean of the layers' firing rates, 0 for an ANN: a layer counts alike however many neurons it has. TSER's Table 4
    /// does not say which of the two means it shows.
    /// </summary>
    public double LayerFiringRate => FiringRates.Where(layer => layer.Neurons > 0).Select(layer => layer.Rate).DefaultIfEmpty().Average();
}
