using SpikeDistill.Interop;
using SpikeDistill.Interop.Nir;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Neurons;
using SpikeDistill.Tensors;

namespace SpikeDistill.Runs;

/// <summary>
/// Networks from graphs of the Neuromorphic Intermediate Representation (Pedersen et al., 2024): Conv2d, Linear, Affine, AvgPool2d, SumPool2d,
/// Flatten, Scale by one number, IF, LIF and CubaLIF, several edges into one node. A network of its own description comes of it, which trains on.
/// </summary>
public static class NirImport
{
    private const double UsualTimeStep = 1e-4;
    private const int UsualTimesteps = 4;

    /// <summary>Whether a file is one of HDF5, as those of NIR are.</summary>
    public static bool IsFile(string path) => FileKinds.Of(path) == FileKind.Hdf5;

    /// <summary>A network of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="engine">Threads and memory.</param>
    /// <param name="options">What the file does not say.</param>
    /// <exception cref="WeightsException">The file cannot be read, or holds what has no counterpart here; the message names it.</exception>
    public static ImportedGraph Load(string path, Engine engine, NirImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        options ??= new NirImportOptions();
        try
        {
            return Take(NirFile.Read(path), engine, options);
        }
        catch (NirRefusal refusal)
        {
            throw new WeightsException(path, WeightsReason.Unsupported, refusal.Message, refusal);
        }
        catch (Exception failure) when (failure is ArgumentException or OverflowException or TensorException)
        {
            throw new WeightsException(path, WeightsReason.Unsupported, $"holds no network that can be made here: {failure.Message}", failure);
        }
        catch (TensorFileException failure)
        {
            throw new WeightsException(path, failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new WeightsException(path, WeightsReason.CannotBeRead, $"cannot be read: {failure.Sentence()}", failure);
        }
    }

    private static ImportedGraph Take(NirGraph graph, Engine engine, NirImportOptions options)
    {
        bool own = graph.Metadata.GetValueOrDefault("producer")?.Text == "SpikeDistill";
        double step = options.TimeStep ?? (own ? Said(graph, "dt", double.MaxValue) : null) ?? UsualTimeStep;
        int timesteps = options.Timesteps ?? (int?)(own ? Said(graph, "timesteps", short.MaxValue) : null) ?? UsualTimesteps;
        NirReading reading = new(graph, options, step);
        reading.Read();
        if (reading.Layers.Count == 0)
        {
            throw new NirRefusal("has no neurons.");
        }

        IntegrateAndFireNeuron neuron = NirNeuronChoice.Of([.. reading.Layers.Values]);
        IReadOnlyList<Node> nodes = [.. reading.Nodes.Select(node => Thresholded(node, neuron, reading.Layers))];
        Network network = Network.Create(engine, new NetworkDescription("nir", reading.Image, nodes), neuron, timesteps);
        try
        {
            Fill(network, reading);
        }
        catch
        {
            network.Dispose();
            throw;
        }

        return new ImportedGraph(network, [.. Notes(reading, neuron, step, timesteps)]);
    }

    private static Node Thresholded(Node node, IntegrateAndFireNeuron neuron, Dictionary<string, NirLayer> layers)
        => node is ActivationNode fires && layers[node.Name].FiringThreshold is var threshold && threshold != neuron.Threshold
            ? fires with { Threshold = threshold }
            : node;

    private static void Fill(Network network, NirReading reading)
    {
        foreach ((string name, Tensor value) in network.Named)
        {
            float[] given = reading.Weights.TryGetValue(name, out float[]? weights)
                ? weights
                : NirNeuronChoice.LearnedOf(reading.Layers[name[..^(NirNeuronChoice.Learned.Length + 1)]], value.Shape.Count);
            given.CopyTo(value.Values);
        }
    }

    private static IEnumerable<string> Notes(NirReading reading, IntegrateAndFireNeuron neuron, double step, int timesteps)
    {
        yield return FormattableString.Invariant($"A time step is taken for {step} s, and the network runs for {timesteps} of them.");
        yield return $"Its neurons are {neuron.Words()}.";
        yield return "NIR's neurons fire above their thresholds, these at their thresholds too: each is the next larger float, which is the same.";
        if (reading.EndsInSpikes)
        {
            yield return "Its last layer fires, and a layer 'readout' that passes spikes on gives them as logits.";
        }
    }

    private static double? Said(NirGraph graph, string name, double most)
        => graph.Metadata.GetValueOrDefault(name) is { Text: null, Count: 1 } value && value.ToDoubles()[0] is > 0 and var number && number <= most
            ? number
            : null;
}
