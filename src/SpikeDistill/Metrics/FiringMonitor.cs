using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Metrics;

/// <summary>Counts the spikes of every spiking layer over the passes it observes.</summary>
public sealed class FiringMonitor : IForwardObserver
{
    private readonly Dictionary<string, Count> _counts = [];
    private readonly List<string> _order = [];

    /// <summary>The layers' mean firing rates, in network order; empty for an ANN or before any pass.</summary>
    public IReadOnlyList<LayerRate> Rates
        => [.. _order.Select(name => new LayerRate(name, _counts[name].Neurons, _counts[name].Spikes / _counts[name].Places))];

    /// <inheritdoc/>
    public void Activated(string layer, Tensor output)
    {
        if (output.Kind != StorageKind.Spikes)
        {
            return;
        }

        if (!_counts.TryGetValue(layer, out Count? count))
        {
            _order.Add(layer);
            _counts[layer] = count = new Count { Neurons = output.Shape.Count / output.Shape[0] };
        }

        count.Spikes += output.CountSpikes();
        count.Places += output.Shape.Count;
    }

    private sealed class Count
    {
        public long Neurons { get; init; }

        public double Spikes { get; set; }

        public double Places { get; set; }
    }
}
