using SpikeDistill.Networks;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Analysis;

/// <summary>Counts the spikes of every spiking unit over the passes it observes.</summary>
public sealed class FiringMonitor : IForwardObserver
{
    private readonly Dictionary<string, Count> _counts = [];
    private readonly List<string> _order = [];

    /// <summary>The units' mean firing rates, in network order; empty for an ANN or before any pass.</summary>
    public IReadOnlyList<LayerRate> Rates
        => [.. _order.Select(name => new LayerRate(name, _counts[name].Neurons, _counts[name].Spikes / _counts[name].Places))];

    /// <inheritdoc/>
    public void Activated(UnitDescription unit, Tensor output)
    {
        if (output.Kind != StorageKind.Spikes)
        {
            return;
        }

        if (!_counts.TryGetValue(unit.Name, out Count? count))
        {
            _order.Add(unit.Name);
            _counts[unit.Name] = count = new Count { Neurons = output.Shape.Count / output.Shape[0] };
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
