using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Costs;

/// <summary>A layer's operations on one image in one step, before firing rates.</summary>
/// <param name="Macs">Multiply-accumulates.</param>
/// <param name="Synaptic">Accumulates to be multiplied by the input's firing rate.</param>
/// <param name="Neurons">Accumulates at rate 1.</param>
/// <param name="Once">Whether the layer runs once for all steps.</param>
internal readonly record struct StepCount(long Macs = 0, long Synaptic = 0, long Neurons = 0, bool Once = false);

/// <summary>The rules of <see cref="CountingRule"/>.</summary>
internal static class CountingRules
{
    public static StepCount Count(CountingRule rule, CountedLayer layer) => rule switch
    {
        CountingRule.Syops => Syops(layer),
        CountingRule.Folded => Folded(layer),
        CountingRule.Fanout => Fanout(layer),
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Unknown counting rule."),
    };

    private static StepCount Syops(CountedLayer layer)
    {
        LayerWork work = layer.Work;
        long operations = work.Products + work.Biases + (2 * work.Normalized) + work.Pooled + work.Rectified;
        return layer.Input.Kind == ValueKind.Spikes
            ? new StepCount(Synaptic: operations, Neurons: work.Neurons)
            : new StepCount(Macs: operations, Neurons: work.Neurons);
    }

    private static StepCount Folded(CountedLayer layer) => layer.Input.Kind switch
    {
        ValueKind.Spikes or ValueKind.PooledSpikes => new StepCount(Synaptic: layer.Work.Products),
        _ => new StepCount(Macs: layer.Work.Products, Once: !layer.Input.Shape.OverTime),
    };

    private static StepCount Fanout(CountedLayer layer) => layer.Input.Kind == ValueKind.Spikes
        ? new StepCount(Synaptic: layer.Work.Connections, Macs: layer.Work.Normalized)
        : new StepCount(Macs: layer.Work.Products + layer.Work.Normalized);
}
