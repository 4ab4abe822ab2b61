namespace SpikeDistill.Analysis;

/// <summary>A layer's operations on one image in one step, before firing rates.</summary>
/// <param name="Macs">Multiply-accumulates.</param>
/// <param name="Synaptic">Accumulates to be multiplied by the input's firing rate.</param>
/// <param name="Neurons">Accumulates at rate 1.</param>
/// <param name="Once">Whether the layer runs once for all steps.</param>
internal readonly record struct StepCount(long Macs = 0, long Synaptic = 0, long Neurons = 0, bool Once = false);

/// <summary>The rules of <see cref="CountingRule"/>.</summary>
internal static class CountingRules
{
    public static StepCount Count(CountingRule rule, LayerShape layer) => rule switch
    {
        CountingRule.Syops => Syops(layer),
        CountingRule.Folded => Folded(layer),
        CountingRule.Fanout => Fanout(layer),
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Unknown counting rule."),
    };

    private static StepCount Syops(LayerShape layer)
    {
        if (layer.Kind == LayerKind.Neurons)
        {
            return new StepCount(Neurons: layer.Outputs);
        }

        long operations = layer.Kind switch
        {
            LayerKind.Normalization => 2 * layer.Outputs,
            LayerKind.AveragePool => layer.Inputs,
            _ => layer.Products + layer.Biases,
        };
        return layer.Input == LayerInput.Spikes ? new StepCount(Synaptic: operations) : new StepCount(Macs: operations);
    }

    private static StepCount Folded(LayerShape layer) => layer.Input switch
    {
        LayerInput.Spikes or LayerInput.PooledSpikes => new StepCount(Synaptic: layer.Products),
        _ => new StepCount(Macs: layer.Products, Once: true),
    };

    private static StepCount Fanout(LayerShape layer) => layer switch
    {
        { Kind: LayerKind.Normalization } => new StepCount(Macs: layer.Outputs),
        { Input: LayerInput.Spikes } => new StepCount(Synaptic: layer.Connections),
        _ => new StepCount(Macs: layer.Products),
    };
}
