using SpikeDistill.Networks;
using SpikeDistill.Neurons;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Analyses;

/// <summary>Walks one neuron step by step, from the input currents that its layer has for one image.</summary>
internal static class MembraneRecorder
{
    /// <summary>The neuron of the first layer whose input is largest over all steps.</summary>
    /// <param name="network">A spiking network.</param>
    /// <param name="tape">Where the image lives.</param>
    /// <param name="image">[1, H, W, C], as the network sees it.</param>
    /// <returns>Its trace; null where the neurons learn or keep something, which a single step does not have.</returns>
    public static MembraneTrace? Record(Network network, Tape tape, Tensor image)
    {
        MembraneTrace? trace = null;
        network.Forward(
            tape, image, new ForwardOptions { Currents = (layer, neurons, currents) => trace ??= Walk(tape, layer, neurons, currents) });
        return trace;
    }

    private static MembraneTrace? Walk(Tape tape, string layer, ISpikingActivation neurons, Tensor currents)
    {
        int steps = currents.Shape[0], channels = currents.Shape[^1], places = (int)(currents.Shape.Count / steps);
        if (neurons.Parameters(channels, steps).Count > 0 || neurons.Buffers(channels).Count > 0)
        {
            return null;
        }

        float[] input = currents.ToArray();
        int neuron = Enumerable.Range(0, places).MaxBy(place => Enumerable.Range(0, steps).Sum(step => input[(step * places) + place]));
        double[] potential = new double[steps];
        List<int> spikes = [];
        IReadOnlyList<Tensor>? states = null;
        for (int step = 0; step < steps; step++)
        {
            (Tensor fired, states) = neurons.FireWithState(tape, tape.Slice(currents, 0, step, 1), states);
            potential[step] = states[0].Values[neuron];
            if (tape.Widen(fired).Values[neuron] > 0)
            {
                spikes.Add(step + 1);
            }
        }

        return new MembraneTrace(layer, neuron, [.. Enumerable.Range(0, steps).Select(step => (double)input[(step * places) + neuron])], potential, spikes);
    }
}
