using SpikeDistill.Networks;
using SpikeDistill.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace SpikeDistill.Metrics;

/// <summary>Counts the spikes of every spiking layer over the passes it observes.</summary>
public sealed class FiringMonitor : IForwardObserver
{
    private readonly Dictionary<string, Count> _counts = [];
    private readonly List<string> _order = [];
    private double _events;
    private double _places;

    /// <summary>The layers' mean firing rates, in network order; empty for an ANN or before any pass.</summary>
    public IReadOnlyList<LayerRate> Rates
        => [.. _order.Select(name => new LayerRate(name, _counts[name].Neurons, _counts[name].Spikes / _counts[name].Places))];

    /// <summary>
    /// The mean of the images where there is one for every step: events of a place and step, which the first layer's accumulates are counted by.
    /// Null where images are still.
    /// </summary>
    public double? InputRate => _places == 0 ? null : _events / _places;

    /// <inheritdoc/>
    public void Seen(Tensor images)
    {
        _events += TensorPrimitives.Sum<float>(images.Values);
        _places += images.Shape.Count;
    }

    /// <inheritdoc/>
    public void Activated(string layer, Tensor output)
    {
        if (output.Kind != StorageKind.Spikes)
        {
            return;
        }

        Count count = CountOf(layer, output.Shape.Count / output.Shape[0]);
        count.Spikes += output.CountSpikes();
        count.Places += output.Shape.Count;
    }

    /// <summary>Writes what was counted.</summary>
    internal void Write(BinaryWriter writer)
    {
        writer.Write(_events);
        writer.Write(_places);
        writer.Write(_order.Count);
        foreach (string layer in _order)
        {
            writer.Write(layer);
            writer.Write(_counts[layer].Neurons);
            writer.Write(_counts[layer].Spikes);
            writer.Write(_counts[layer].Places);
        }
    }

    /// <summary>Adds what another has counted.</summary>
    internal void Add(BinaryReader reader)
    {
        _events += reader.ReadDouble();
        _places += reader.ReadDouble();
        for (int layers = reader.ReadInt32(); layers > 0; layers--)
        {
            Count count = CountOf(reader.ReadString(), reader.ReadInt64());
            count.Spikes += reader.ReadDouble();
            count.Places += reader.ReadDouble();
        }
    }

    private Count CountOf(string layer, long neurons)
    {
        if (!_counts.TryGetValue(layer, out Count? count))
        {
            _order.Add(layer);
            _counts[layer] = count = new Count { Neurons = neurons };
        }

        return count;
    }

    private sealed class Count
    {
        public long Neurons { get; init; }

        public double Spikes { get; set; }

        public double Places { get; set; }
    }
}
