using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Tensors;

namespace SpikeDistill.Converting;

/// <summary>
/// Threshold balancing: the threshold of a layer is the largest activation that the ANN has there, or a percentile of its activations,
/// which leaves out a few that would make all others fire seldom.
/// Source: Diehl et al., IJCNN 2015 (the largest); Rueckauer et al., Frontiers in Neuroscience 2017 (percentile).
/// </summary>
public static class ThresholdBalance
{
    /// <summary>The percentile that is the largest activation.</summary>
    public const double Largest = 100;

    /// <summary>The thresholds of a network's layers, from images that it was trained on.</summary>
    /// <param name="network">An ANN of rectifiers.</param>
    /// <param name="batches">The images, in order and as they are.</param>
    /// <param name="percentile">Above 0, at most 100: the share of a layer's activations, zeros among them, that may not lie above its threshold.</param>
    /// <param name="progress">Is told the number of batches done, of two passes over them.</param>
    /// <param name="token">Stops between batches.</param>
    /// <returns>By the names of the activations; 1 where a layer never fires.</returns>
    /// <exception cref="ArgumentException">The network spikes, or there is no such percentile.</exception>
    public static IReadOnlyDictionary<string, float> Measure(
        Network network, BatchLoader batches, double percentile = Largest, Action<int>? progress = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(batches);
        if (network.Dynamics.Spiking)
        {
            throw new ArgumentException("The network spikes already; thresholds are balanced by the activations of an ANN.", nameof(network));
        }

        if (percentile is not (> 0 and <= Largest))
        {
            throw new ArgumentOutOfRangeException(nameof(percentile), percentile, "A percentile lies above 0 and is at most 100.");
        }

        int done = 0;
        LargestActivations largest = new();
        Watch(largest);
        if (percentile == Largest)
        {
            return largest.Found.ToDictionary(layer => layer.Key, layer => Threshold(layer.Value), StringComparer.Ordinal);
        }

        ActivationHistograms histograms = new(largest.Found);
        Watch(histograms);
        return largest.Found.Keys.ToDictionary(layer => layer, layer => Threshold(histograms.Percentile(layer, percentile)), StringComparer.Ordinal);

        void Watch(IForwardObserver observer)
        {
            ForwardOptions options = new() { Observer = observer };
            foreach (Batch batch in batches.Epoch(0))
            {
                token.ThrowIfCancellationRequested();
                using Tape tape = new(network.Engine, recording: false);
                _ = network.Forward(tape, tape.ShownTo(batch.ImagesIn(tape), batches.Normalization, network), options);
                progress?.Invoke(++done);
            }
        }
    }

    /// <summary>The thresholds that an ANN of rectifiers in steps has learned (<see cref="ClipFloorShift"/>): those of its twin as they are.</summary>
    /// <param name="network">The ANN.</param>
    /// <returns>By the names of the activations.</returns>
    /// <exception cref="ArgumentException">It learns no thresholds.</exception>
    /// <exception cref="RunException">A threshold that it has learned is not above 0.</exception>
    public static IReadOnlyDictionary<string, float> Learned(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.Dynamics.Quantized is null)
        {
            throw new ArgumentException("The network learns no thresholds; train it with 'activation: qcfs', or measure them.", nameof(network));
        }

        Dictionary<string, Tensor> named = network.NamedTensors();
        return network.Description.Nodes.OfType<ActivationNode>().ToDictionary(
            node => node.Name, node => Usable(node.Name, named[$"{node.Prefix}.{ClipFloorShift.ThresholdName}"].Values[0]), StringComparer.Ordinal);
    }

    private static float Usable(string node, float threshold)
        => threshold > 0 && float.IsFinite(threshold)
            ? threshold
            : throw new RunException(
                FormattableString.Invariant($"The activation '{node}' has learned the threshold {threshold}, but neurons fire at one above 0. ")
                    + "Train the ANN anew with a lower training.learning_rate or a larger network.qcfs_threshold.");

    private static float Threshold(float activation) => activation > 0 ? activation : 1;
}
