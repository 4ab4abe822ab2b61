using System.Globalization;
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
    /// <exception cref="StudentExportException">A code that is not known.</exception>
    public static float[] Table(Node node, Network network)
    {
        int steps = network.Dynamics.Timesteps, channels = network.TrainedOn!.Normalization.Mean.Count;
        using Tape tape = new(network.Engine, recording: false);
        Tensor pixels = Pixels(tape, network);
        Tensor spikes = node switch
        {
            LatencyCodeNode => tape.LatencyCode(pixels, steps),
            PhaseCodeNode phases => tape.PhaseCode(pixels, steps, phases.Bits),
            _ => throw new StudentExportException(
                $"The node '{node.Name}' ({node.Kind}) is a code of images that no student has; 'latency_code', 'phase_code' and 'rate_code' are."),
        };
        float[] floats = tape.Widen(spikes).Values.ToArray();
        for (int i = 0; i < floats.Length; i++)
        {
            if (floats[i] != floats[i - (i % channels)])
            {
                throw new StudentExportException(
                    $"The node '{node.Name}' ({node.Kind}) codes images whose channels have constants of their own (means "
                        + $"{Listed(network.TrainedOn.Normalization.Mean)}, deviations {Listed(network.TrainedOn.Normalization.Deviation)}); a student has "
                        + "one code for all channels. Codes take brightness as it is: means 0 and deviations 1.");
            }
        }

        return [.. floats.Where((_, i) => i % channels == 0)];
    }

    private static string Listed(IEnumerable<float> values) => $"[{string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)))}]";

    /// <summary>A code that is drawn, as the network draws it that is evaluated.</summary>
    public static DrawnCodeNode Drawn(RateCodeNode node, Network network)
    {
        using Tape tape = new(network.Engine, recording: false);
        return new DrawnCodeNode(node.Name, Pixels(tape, network).Values.ToArray(), SampleDraws.Fixed([]).Seed, RateCodeNode.Stream);
    }

    /// <summary>Every byte as the network sees it, [1, 1, 256, channels].</summary>
    private static Tensor Pixels(Tape tape, Network network)
    {
        int channels = network.TrainedOn!.Normalization.Mean.Count;
        byte[] bytes = [.. Enumerable.Range(0, Bytes * channels).Select(i => (byte)(i / channels))];
        Tensor pixels = tape.Zeros(new Shape(1, 1, Bytes, channels));
        network.TrainedOn!.Normalization.Apply(bytes, pixels.Values);
        return pixels;
    }

    /// <summary>A code with what its spikes stand for, 2^-(1 + t mod bits).</summary>
    public static float[] Weighed(CodeNode code, int bits)
        => [.. code.Table.Select((value, i) => value * MathF.Pow(2, -(1 + (i / Bytes % bits))))];
}
