using SpikeDistill.Inference.Graphs;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Exporting;

/// <summary>Codes of images as tables: what each byte stands for at each step, as the network's own node makes it.</summary>
internal static class StudentCodes
{
    private const int Bytes = 256;

    /// <summary>The spikes of a code, [steps, 256].</summary>
    /// <exception cref="StudentExportException">A code that is drawn.</exception>
    public static float[] Table(Node node, Network network)
    {
        int steps = network.Dynamics.Timesteps, channels = network.TrainedOn!.Normalization.Mean.Count;
        byte[] bytes = [.. Enumerable.Range(0, Bytes * channels).Select(i => (byte)(i / channels))];
        using Tape tape = new(network.Engine, recording: false);
        Tensor pixels = tape.Zeros(new Shape(1, 1, Bytes, channels));
        network.TrainedOn!.Normalization.Apply(bytes, pixels.Values);
        Tensor spikes = node switch
        {
            LatencyCodeNode => tape.LatencyCode(pixels, steps),
            PhaseCodeNode phases => tape.PhaseCode(pixels, steps, phases.Bits),
            _ => throw new StudentExportException(
                $"The node '{node.Name}' ({node.Kind}) draws spikes by the number of an image in its data set, which a student that runs alone has not."),
        };
        Tensor floats = tape.Widen(spikes);
        return [.. floats.Values.ToArray().Where((_, i) => i % channels == 0)];
    }

    /// <summary>A code with what its spikes stand for, 2^-(1 + t mod bits).</summary>
    public static float[] Weighed(CodeNode code, int bits)
        => [.. code.Table.Select((value, i) => value * MathF.Pow(2, -(1 + (i / Bytes % bits))))];
}
