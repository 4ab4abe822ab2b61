using System.Globalization;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Neurons;
using SpikeDistill.Tensors;

namespace SpikeDistill.Training;

/// <summary>
/// Weights that another program saved as safetensors, under PyTorch's usual names and in its layouts: SpikeDistill's own names,
/// torchvision's, with or without <c>module.</c> or <c>model.</c> before them; float64, float32, float16 or bfloat16.
/// </summary>
public static class WeightImport
{
    private const string BatchCounter = ".num_batches_tracked";

    /// <summary>A network with the weights of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="engine">Threads and memory.</param>
    /// <param name="settings">The network the weights are of.</param>
    /// <param name="neuron">Its neuron; unused by a ReLU network.</param>
    /// <exception cref="RunException">The file cannot be read, or does not fit; every tensor that does not is named.</exception>
    /// <exception cref="ArgumentException">Impossible settings.</exception>
    public static ImportedNetwork Load(string path, Engine engine, NetworkSettings settings, NeuronSettings neuron)
    {
        NetworkDescription description = NetworkRegistry.Describe(settings);
        if (Directory.Exists(path))
        {
            throw new RunException($"{path}: is a folder; expected a safetensors file.");
        }

        try
        {
            using SafeTensorsFile file = SafeTensorsFile.Open(path);
            file.VerifyChecksum();
            WeightNames names = new(description, file.Tensors.Select(tensor => tensor.Name));
            SafeTensorInfo[] ignored = [.. file.Tensors.Where(tensor => tensor.Name.EndsWith(BatchCounter, StringComparison.Ordinal))];
            Dictionary<string, SafeTensorInfo> sources = WeightFit.Match(path, description, names, [.. file.Tensors.Except(ignored)]);
            return new ImportedNetwork
            {
                Network = Build(path, file, sources, engine, settings, neuron),
                TensorCount = sources.Count,
                IgnoredCounters = ignored.Length,
                IdentityNormalizations = names.WithoutNormalization,
            };
        }
        catch (SafeTensorsException failure)
        {
            throw new RunException(failure.Message, failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{path}: cannot be read: {failure.Message}", failure);
        }
    }

    private static Network Build(string path, SafeTensorsFile file, Dictionary<string, SafeTensorInfo> sources, Engine engine, NetworkSettings settings, NeuronSettings neuron)
    {
        Network network = new(engine, settings, neuron, seed: 0);
        try
        {
            foreach ((string name, Tensor value) in Checkpoint.Named(network))
            {
                if (sources.TryGetValue(name, out SafeTensorInfo? source))
                {
                    file.ReadSingles(source.Name, 0, value.Values);
                    Check(path, source.Name, value.Values);
                }
                else
                {
                    // Only normalizations that the file's network does not have: they pass on what they get.
                    value.Values.Fill(Normalization.IdentityValue(name));
                }
            }

            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static void Check(string path, string name, ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            bool variance = name.EndsWith(".running_var", StringComparison.Ordinal);
            if (!float.IsFinite(values[i]) || (variance && values[i] < 0))
            {
                throw new RunException(string.Create(CultureInfo.InvariantCulture, $"{path}: the tensor '{name}' holds {values[i]} at place {i}; expected {(variance ? "a variance of at least 0" : "finite numbers within single precision")}. Export the weights again."));
            }
        }
    }
}

/// <summary>What an import gave.</summary>
public sealed record ImportedNetwork
{
    /// <summary>The network, which the caller disposes.</summary>
    public required Network Network { get; init; }

    /// <summary>Tensors that were read.</summary>
    public required int TensorCount { get; init; }

    /// <summary>Tensors <c>num_batches_tracked</c>, which play no part in what a network computes.</summary>
    public required int IgnoredCounters { get; init; }

    /// <summary>Whether the weights are of a network without normalizations, whose places hold identities.</summary>
    public required bool IdentityNormalizations { get; init; }
}
