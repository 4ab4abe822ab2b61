using System.Globalization;
using SpikeDistill.Interop;
using SpikeDistill.Interop.PyTorch;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Neurons;
using SpikeDistill.Tensors;

namespace SpikeDistill.Runs;

/// <summary>
/// Weights that another program saved as safetensors or with <c>torch.save</c>, under PyTorch's usual names and in its layouts: SpikeDistill's own names,
/// torchvision's, those of timm, SpikingJelly and the public repositories of SEW, TET, MPBN, Spikformer, Spikingformer and the Spike-driven
/// Transformer, with or without <c>module.</c>, <c>model.</c> or whatever all of them share before them; float64, float32, float16 or bfloat16.
/// </summary>
public static class WeightImport
{
    private const string BatchCounter = ".num_batches_tracked";

    /// <summary>A network with the weights of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="engine">Threads and memory.</param>
    /// <param name="settings">The network the weights are of.</param>
    /// <param name="neuron">Its neuron; unused by a ReLU network.</param>
    /// <param name="entry">In a file of PyTorch the entry that the weights are, such as <c>model_ema</c>; null for the usual one.</param>
    /// <exception cref="RunException">The file cannot be read, or does not fit; every tensor that does not is named.</exception>
    /// <exception cref="ArgumentException">Impossible settings.</exception>
    public static ImportedNetwork Load(string path, Engine engine, NetworkSettings settings, Neuron neuron, string? entry = null)
    {
        NetworkGraph graph = settings.Describe().GraphOf(settings.DynamicsWith(neuron));
        return Reading(path, entry, file =>
        {
            (file as SafeTensorsFile)?.VerifyChecksum();
            bool own = Checkpoint.IsOwn(file);
            TensorInfo[] weights = [.. file.Tensors.Where(tensor => !own || !Checkpoint.IsBesideWeights(tensor.Name))];
            WeightNames names = new(graph, weights.Select(tensor => tensor.Name));
            TensorInfo[] ignored = [.. weights.Where(IsCounter)];
            TensorInfo[] unused = [.. weights.Where(tensor => tensor.ElementCount == 0 || names.IsUnused(tensor.Name))];
            Dictionary<string, TensorInfo> sources = WeightFit.Match(file, path, settings, graph, names, [.. weights.Except([.. ignored, .. unused])]);
            return new ImportedNetwork
            {
                Network = Build(path, file, graph, sources, new Network(engine, settings, neuron, seed: 0)),
                TensorCount = sources.Count,
                IgnoredCounters = ignored.Length,
                Unused = [.. unused.Select(tensor => tensor.Name)],
                IdentityNormalizations = names.WithoutNormalization,
                TakenOff = names.TakenOff,
                Source = names.Source,
                Entry = file is PyTorchFile { Entry: { Length: > 0 } within } ? within : null,
                OtherEntries = file is PyTorchFile torch ? torch.OtherEntries : [],
            };
        });
    }

    /// <summary>Refuses what no file of weights is, before anything of the network is known.</summary>
    /// <exception cref="WeightsException">The file is missing, damaged or another kind of file.</exception>
    internal static void RequireFile(string path, string? entry) => Reading(path, entry, file => file.Tensors.Count);

    /// <summary>Whether a tensor only counts batches.</summary>
    internal static bool IsCounter(TensorInfo tensor) => tensor.Name.EndsWith(BatchCounter, StringComparison.Ordinal);

    /// <summary>Reads a tensor of weights.</summary>
    /// <exception cref="RunException">It holds what no network can.</exception>
    internal static void Read(ITensorFile file, string path, string name, Span<float> values, bool notNegative)
    {
        file.ReadSingles(name, 0, values);
        Check(path, name, values, notNegative);
    }

    /// <summary>What is read of a file, its faults told as those of weights.</summary>
    private static T Reading<T>(string path, string? entry, Func<ITensorFile, T> read)
    {
        if (Directory.Exists(path))
        {
            throw new WeightsException(path, WeightsReason.Missing, "is a folder; expected a file of weights.");
        }

        try
        {
            using ITensorFile file = WeightFiles.Open(path, entry);
            return read(file);
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

    private static Network Build(string path, ITensorFile file, NetworkGraph graph, Dictionary<string, TensorInfo> sources, Network network)
    {
        try
        {
            Dictionary<string, Tensor> byName = network.NamedTensors();
            foreach (WeightTensor tensor in WeightTensors.Of(graph))
            {
                if (sources.TryGetValue(tensor.Name, out TensorInfo? source))
                {
                    Read(file, path, source.Name, byName[tensor.Name].Values, tensor.NotNegative);
                }
                else
                {
                    // Only normalizations that the file's network does not have: they pass on what they get.
                    byName[tensor.Name].Values.Fill(tensor.Identity!.Value);
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

    private static void Check(string path, string name, ReadOnlySpan<float> values, bool notNegative)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]) || (notNegative && values[i] < 0))
            {
                string expected = notNegative ? "a finite variance of at least 0" : "finite numbers within single precision";
                string found = values[i].ToString(CultureInfo.InvariantCulture);
                throw new WeightsException(
                    path,
                    WeightsReason.Impossible,
                    $"the tensor '{name}' holds {found} at place {i}; expected {expected}. Export the weights again.")
                {
                    Part = name,
                    Found = found,
                    Expected = expected,
                };
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

    /// <summary>Tensors that play no part: those without a value, and those that the public code of a network declares and never uses.</summary>
    public required IReadOnlyList<string> Unused { get; init; }

    /// <summary>Whether the weights are of a network without normalizations, whose places hold identities.</summary>
    public required bool IdentityNormalizations { get; init; }

    /// <summary>What stood before names in the file and plays no part, such as <c>module.</c> or <c>net.</c>.</summary>
    public required IReadOnlyList<string> TakenOff { get; init; }

    /// <summary>Whose names these were, in words, such as a public repository's; null where they were the network's own.</summary>
    public required string? Source { get; init; }

    /// <summary>The entry of a file of PyTorch that the weights are; null where they are the whole of it, or of another file.</summary>
    public required string? Entry { get; init; }

    /// <summary>Other entries of it that hold tensors, such as averaged weights.</summary>
    public required IReadOnlyList<string> OtherEntries { get; init; }
}
