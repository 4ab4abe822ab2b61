using System.Globalization;
using SpikeDistill.Interop.Nir;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Portable;

namespace SpikeDistill.Exporting;

/// <summary>
/// Spiking networks as files of the Neuromorphic Intermediate Representation (Pedersen et al., 2024): convolutions, linear layers, average pools,
/// sums, and IF, LIF or PLIF neurons with a hard reset. The graph takes the image, or a frame, [C, H, W] of each step and gives each step's logits.
/// </summary>
public static class NirExport
{
    /// <summary>Writes a network, beside and renamed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">The network.</param>
    /// <param name="height">Rows of the images.</param>
    /// <param name="width">Columns of the images.</param>
    /// <param name="options">How it is written; null for steps of 0.0001 s.</param>
    /// <returns>What whoever runs the file has to know; the file's metadata say it too.</returns>
    /// <exception cref="PortabilityException">NIR has no counterpart of a node or of the neurons; the message names them.</exception>
    /// <exception cref="DescriptionException">Images of this size do not fit.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static IReadOnlyList<string> Save(string path, Network network, int height, int width, NirOptions? options = null)
    {
        (NirGraph graph, IReadOnlyList<string> notes) = Of(network, height, width, options);
        NirFile.Save(path, graph);
        return notes;
    }

    /// <summary>The graph, and what whoever runs it has to know.</summary>
    /// <inheritdoc cref="Save"/>
    public static (NirGraph Graph, IReadOnlyList<string> Notes) Of(Network network, int height, int width, NirOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        options ??= new NirOptions();
        if (!(options.TimeStep > 0 && float.IsNormal((float)options.TimeStep)))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.TimeStep, "The length of a time step must be a number of seconds above 0.");
        }

        if (!network.Dynamics.Spiking)
        {
            throw new PortabilityException("The network has rectifiers, which NIR does not know; networks of spiking neurons can be written.");
        }

        NirNeurons neurons = NirNeurons.Of(network.Neuron, options.TimeStep);
        using Network folded = NormalizationFolding.Fold(network);
        NirWriting writing = new(folded, neurons);
        writing.Write(folded.Description.GraphOf(folded.Dynamics, height, width));
        bool normalized = network.Graph.Nodes.Count != folded.Graph.Nodes.Count || writing.WroteNormalization;
        IReadOnlyList<string> notes = [.. Notes(network, neurons, normalized)];
        return (new NirGraph(writing.Nodes, writing.Edges) { Metadata = Metadata(network, options, notes) }, notes);
    }

    private static IEnumerable<string> Notes(Network network, NirNeurons neurons, bool normalized)
    {
        int steps = network.Dynamics.Timesteps;
        yield return FormattableString.Invariant($"A time step is {neurons.TimeStep} s, and the network runs for {steps} of them.");
        yield return network.Description.Image.OverTime
            ? "Every step is given a frame."
            : "Every step is given the same image; the mean of the steps' outputs are the logits.";
        yield return "NIR's neurons fire above their thresholds, these at their thresholds too: each is written as the next smaller float, which is the same.";
        if (normalized)
        {
            yield return "Normalizations are folded into the weights before them, so that potentials are rounded otherwise.";
        }

        if (neurons.IsShifted)
        {
            yield return "Potentials are written relative to the reset value, so that they start at 0.";
        }
    }

    private static Dictionary<string, NirValue> Metadata(Network network, NirOptions options, IReadOnlyList<string> notes)
    {
        Dictionary<string, NirValue> metadata = new(StringComparer.Ordinal)
        {
            ["producer"] = NirValue.Of("SpikeDistill"),
            ["network"] = NirValue.Of(network.Description.Name),
            ["neuron"] = NirValue.Of(network.Neuron.Words()),
            ["dt"] = NirValue.Number(options.TimeStep),
            ["timesteps"] = NirValue.Integer(network.Dynamics.Timesteps),
            ["notes"] = NirValue.Of(string.Join('\n', notes)),
        };
        if (network.TrainedOn is { } trained)
        {
            metadata["mean"] = NirValue.Of(Numbers(trained.Normalization.Mean));
            metadata["std"] = NirValue.Of(Numbers(trained.Normalization.Deviation));
            metadata["classes"] = NirValue.Of(string.Join('\n', trained.ClassNames));
        }

        return metadata;
    }

    private static string Numbers(IEnumerable<float> numbers)
        => string.Join(' ', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));
}
