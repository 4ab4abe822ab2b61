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
        CountingRule.Syops => Syops(layer, layer.Input.Kind == ValueKind.Spikes),
        CountingRule.Integers => Syops(layer, SumsSpikes(layer)),
        CountingRule.Folded => Folded(layer),
        CountingRule.Fanout => Fanout(layer),
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Unknown counting rule."),
    };

    private static bool SumsSpikes(CountedLayer layer) => layer.Input is { Kind: ValueKind.Spikes or ValueKind.Integers, Sources.Count: > 0 };

    private static StepCount Syops(CountedLayer layer, bool accumulates)
    {
        LayerWork work = layer.Work;
        long operations = work.Products + work.Biases + (2 * work.Normalized) + work.Pooled + work.Rectified;
        return accumulates
            ? new StepCount(Synaptic: operations, Neurons: work.Neurons)
            : new StepCount(Macs: operations, Neurons: work.Neurons, Once: layer.Once);
    }

    private static StepCount Folded(CountedLayer layer) => layer.Input.Kind == ValueKind.PooledSpikes || SumsSpikes(layer)
        ? new StepCount(Synaptic: layer.Work.Products)
        : new StepCount(Macs: layer.Work.Products, Once: !layer.Input.Shape.OverTime);

    private static StepCount Fanout(CountedLayer layer) => layer.Input.Kind == ValueKind.Spikes
        ? new StepCount(Synaptic: layer.Work.Connections, Macs: layer.Work.Normalized)
        : new StepCount(Macs: layer.Work.Products + layer.Work.Normalized);
}
