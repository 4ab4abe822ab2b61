using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Costs;

/// <summary>The operations of a network on one image over all its time steps, layer by layer.</summary>
public sealed record OperationProfile
{
    /// <summary>What fires in the network, and over how many steps.</summary>
    public required Dynamics Dynamics { get; init; }

    /// <summary>How the operations were counted.</summary>
    public required CountingRule Rule { get; init; }

    /// <summary>The layers in the order they run.</summary>
    public required IReadOnlyList<LayerOperations> Layers { get; init; }

    /// <summary>The number of learned values.</summary>
    public long Parameters => Layers.Sum(layer => layer.Parameters);

    /// <summary>The layers' operations together.</summary>
    public OperationCount Total => new()
    {
        Macs = Layers.Sum(layer => layer.Operations.Macs),
        Acs = Layers.Sum(layer => layer.Operations.Acs),
        Ops = Layers.Sum(layer => layer.Operations.Ops),
    };

    /// <summary>Spikes per neuron and step over all neurons, 0 for an ANN.</summary>
    public double FiringRate
        => Layers.Sum(layer => layer.FiringRate.GetValueOrDefault() * layer.Neurons) / Math.Max(1, Layers.Sum(layer => layer.Neurons));

    /// <summary>Counts a network's operations.</summary>
    /// <param name="description">The network.</param>
    /// <param name="dynamics">What fires; an ANN counts one pass, all MAC.</param>
    /// <param name="height">Rows of the images.</param>
    /// <param name="width">Columns of the images.</param>
    /// <param name="firingRate">Spikes per neuron and step of a layer, by its name as a firing monitor gives it; not asked for an ANN.</param>
    /// <param name="rule">How to count.</param>
    /// <exception cref="ArgumentException">Images of this size do not fit; the message names the node.</exception>
    public static OperationProfile Of(
        NetworkDescription description, Dynamics dynamics, int height, int width, Func<string, double> firingRate, CountingRule rule = CountingRule.Syops)
        => new()
        {
            Dynamics = dynamics,
            Rule = rule,
            Layers = [.. CountedLayer.Of(description.GraphOf(dynamics, height, width)).Select(layer => Count(layer, dynamics.Timesteps, firingRate, rule))],
        };

    /// <summary>Counts the operations of a network that settings name.</summary>
    /// <param name="network">The network's settings.</param>
    /// <param name="imageSize">Height and width of the images.</param>
    /// <param name="firingRate">As above.</param>
    /// <param name="rule">How to count.</param>
    /// <exception cref="ArgumentException">Settings of no network, or images that do not fit.</exception>
    public static OperationProfile Of(NetworkSettings network, int imageSize, Func<string, double> firingRate, CountingRule rule = CountingRule.Syops)
        => Of(network.Describe(), network.Dynamics, imageSize, imageSize, firingRate, rule);

    private static LayerOperations Count(CountedLayer layer, int steps, Func<string, double> firingRate, CountingRule rule)
    {
        double? inputRate = layer.Input.Sources is { Count: > 0 } sources ? sources.Sum(source => Together(firingRate(source.Layer), source.Together)) : null;
        StepCount count = CountingRules.Count(rule, layer);
        int times = count.Once ? 1 : steps;
        return new LayerOperations
        {
            Name = layer.Name,
            Kind = layer.Kind,
            Parameters = layer.Parameters,
            Neurons = layer.Work.Neurons,
            InputRate = inputRate,
            FiringRate = layer.Fires is { } name ? firingRate(name) : null,
            Operations = new OperationCount
            {
                Macs = count.Macs * times,
                Acs = (count.Neurons + (count.Synaptic * inputRate.GetValueOrDefault())) * times,
                Ops = (count.Macs + count.Synaptic + count.Neurons) * times,
            },
        };
    }

    /// <summary>The rate of what fires where any of so many does, as if these were independent of each other.</summary>
    private static double Together(double rate, int count) => count == 1 ? rate : 1 - Math.Pow(1 - rate, count);
}

/// <summary>The operations of one layer.</summary>
public sealed record LayerOperations
{
    /// <summary>The layer's name: its parameters' prefix, or the node's own.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in a word or two: <c>convolution</c>, <c>normalization</c>, <c>neurons</c>, <c>average pool</c> ...</summary>
    public required string Kind { get; init; }

    /// <summary>Its learned values.</summary>
    public required long Parameters { get; init; }

    /// <summary>Its spiking neurons, for one image.</summary>
    public long Neurons { get; init; }

    /// <summary>Its operations over all time steps.</summary>
    public required OperationCount Operations { get; init; }

    /// <summary>Mean of the spikes it reads, pooled or added up or not; null where it reads something else.</summary>
    public double? InputRate { get; init; }

    /// <summary>Spikes per neuron and step; null for layers that do not fire.</summary>
    public double? FiringRate { get; init; }
}
