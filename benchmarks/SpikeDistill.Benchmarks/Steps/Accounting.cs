using SpikeDistill.Costs;
using SpikeDistill.Metrics;
using SpikeDistill.Networks.Families;

namespace SpikeDistill.Benchmarks.Steps;

/// <summary>What a dense framework would compute, counted on the network's description.</summary>
internal static class Accounting
{
    /// <summary>Floating-point operations of one inference of a batch: two for every product of convolutions and linear layers, at every step.</summary>
    public static double InferenceOperations(NetworkSettings network, StepsOptions options)
        => 2.0 * options.Batch * network.Timesteps * Layers(network, options).Sum(layer => layer.Work.Products);

    /// <summary>A training step counts three forward passes: the pass, the gradients of the inputs and those of the weights.</summary>
    public static double StepOperations(NetworkSettings network, StepsOptions options) => 3 * InferenceOperations(network, options);

    /// <summary>Neurons of a batch times its steps.</summary>
    public static double NeuronSteps(NetworkSettings network, StepsOptions options)
        => (double)options.Batch * network.Timesteps * Layers(network, options).Sum(layer => layer.Work.Neurons);

    public static double MeanRate(IReadOnlyList<LayerRate> rates)
        => rates.Sum(layer => layer.Rate * layer.Neurons) / Math.Max(1, rates.Sum(layer => layer.Neurons));

    private static IEnumerable<CountedLayer> Layers(NetworkSettings network, StepsOptions options)
        => CountedLayer.Of(network.Describe().GraphOf(network.Dynamics, options.Network.ImageSize, options.Network.ImageSize));
}
