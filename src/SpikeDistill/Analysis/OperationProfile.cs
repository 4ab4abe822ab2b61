using SpikeDistill.Networks;

namespace SpikeDistill.Analysis;

/// <summary>The operations of a network on one image over all its time steps, layer by layer.</summary>
public sealed record OperationProfile
{
    /// <summary>The network.</summary>
    public required NetworkSettings Network { get; init; }

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
    /// <param name="network">The network's settings; an ANN counts one pass, all MAC.</param>
    /// <param name="imageSize">Height and width of the images.</param>
    /// <param name="firingRate">Spikes per neuron and step of a layer, by its name as <see cref="FiringMonitor"/> gives it; not asked for an ANN.</param>
    /// <param name="rule">How to count.</param>
    /// <exception cref="ArgumentException">Settings of no network, or images too small for its pools.</exception>
    public static OperationProfile Of(NetworkSettings network, int imageSize, Func<string, double> firingRate, CountingRule rule = CountingRule.Syops)
    {
        LayerShape[] shapes = [.. new LayerWalk(network, imageSize).Layers()];
        return new OperationProfile
        {
            Network = network,
            Rule = rule,
            Layers = [.. shapes.Select(shape => Count(shape, network.Timesteps, firingRate, rule))],
        };
    }

    private static LayerOperations Count(LayerShape shape, int steps, Func<string, double> firingRate, CountingRule rule)
    {
        double? inputRate = shape.InputLayer is { } source ? firingRate(source) : null;
        StepCount count = CountingRules.Count(rule, shape);
        int times = count.Once ? 1 : steps;
        return new LayerOperations
        {
            Name = shape.Name,
            Kind = shape.Kind,
            Parameters = shape.Parameters,
            Neurons = shape.Kind == LayerKind.Neurons ? shape.Outputs : 0,
            InputRate = inputRate,
            FiringRate = shape.Kind == LayerKind.Neurons ? firingRate(shape.Name) : null,
            Operations = new OperationCount
            {
                Macs = count.Macs * times,
                Acs = (count.Neurons + (count.Synaptic * inputRate.GetValueOrDefault())) * times,
                Ops = (count.Macs + count.Synaptic + count.Neurons) * times,
            },
        };
    }
}

/// <summary>The operations of one layer.</summary>
public sealed record LayerOperations
{
    /// <summary>The layer's name: its parameters' prefix, or of neurons and pools their unit's.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required LayerKind Kind { get; init; }

    /// <summary>Its learned values.</summary>
    public required long Parameters { get; init; }

    /// <summary>Its spiking neurons, for one image.</summary>
    public long Neurons { get; init; }

    /// <summary>Its operations over all time steps.</summary>
    public required OperationCount Operations { get; init; }

    /// <summary>Mean of the spikes it reads, pooled or not; null where it reads something else.</summary>
    public double? InputRate { get; init; }

    /// <summary>Spikes per neuron and step; null for layers that do not fire.</summary>
    public double? FiringRate { get; init; }
}
