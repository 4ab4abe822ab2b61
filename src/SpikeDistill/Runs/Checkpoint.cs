using System.Globalization;
using System.Text.Json;
using SpikeDistill.Catalogs;
using SpikeDistill.Interop;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Neurons;
using SpikeDistill.Optimization;
using SpikeDistill.Options;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Runs;

/// <summary>
/// Weights in safetensors files. <c>weights.safetensors</c> holds parameters and running statistics under torchvision's names and in
/// PyTorch's layouts; <c>checkpoint.safetensors</c> holds besides, for resuming, what the optimizer remembers and what terms of the objective
/// learned. The metadata says which network it is.
/// </summary>
public static class Checkpoint
{
    private const string FormatKey = "spikedistill_format";
    private const string Format = "1";
    private const string NetworkKey = "network";
    private const string DescriptionKey = "description";
    private const string NeuronKey = "neuron";
    private const string StateKey = "state";
    private const string EpochKeyBeforeState = "epoch";

    /// <summary>Writes a network's weights, beside and renamed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">The network.</param>
    /// <param name="dataSet">The name of the data set it was trained on; null for what the network knows of it.</param>
    public static void SaveWeights(string path, Network network, string? dataSet = null)
        => Writer(network, dataSet).Save(path);

    /// <summary>The network a file holds.</summary>
    /// <param name="path">A run folder or a weights file.</param>
    /// <param name="engine">Threads and memory.</param>
    /// <param name="catalog">What its metadata names; null for what ships.</param>
    /// <exception cref="RunException">No such file, not weights of SpikeDistill, damaged, or tensors that do not fit.</exception>
    public static Network LoadNetwork(string path, Engine engine, Catalog? catalog = null)
    {
        string file = FindWeights(path);
        using SafeTensorsFile weights = OpenOwn(file);
        return NetworkIn(weights, file, engine, catalog);
    }

    /// <summary>The network that the content of a file holds.</summary>
    /// <param name="content">What the file holds.</param>
    /// <param name="file">How errors name it.</param>
    /// <param name="engine">Threads and memory.</param>
    /// <param name="catalog">What its metadata names; null for what ships.</param>
    /// <exception cref="RunException">Not weights of SpikeDistill, damaged, or tensors that do not fit.</exception>
    internal static Network LoadNetwork(byte[] content, string file, Engine engine, Catalog? catalog = null)
    {
        using SafeTensorsFile weights = OpenOwn(() => SafeTensorsFile.Open(new MemoryStream(content, writable: false), file), file);
        return NetworkIn(weights, file, engine, catalog);
    }

    /// <summary>The name of the data set the weights of a file were trained on.</summary>
    /// <exception cref="RunException">No such file, or not weights of SpikeDistill.</exception>
    public static string DataSetOf(string path)
    {
        using SafeTensorsFile weights = OpenOwn(FindWeights(path));
        return weights.Metadata.GetValueOrDefault(TrainedOnText.DataSetKey)
            ?? throw new WeightsException(FindWeights(path), WeightsReason.UnknownDataSet, "its metadata does not name a data set.");
    }

    /// <summary>What a file of SpikeDistill says of itself.</summary>
    /// <param name="path">A run folder or a weights file.</param>
    /// <param name="catalog">What its metadata names; null for what ships.</param>
    /// <exception cref="RunException">No such file, or not weights of SpikeDistill.</exception>
    public static CheckpointInfo InfoOf(string path, Catalog? catalog = null)
    {
        string file = FindWeights(path);
        using SafeTensorsFile weights = OpenOwn(file);
        return Describe(weights, file, catalog)!;
    }

    /// <summary>What a file's metadata says of it; null for a file that is not of SpikeDistill.</summary>
    /// <param name="file">The file, opened.</param>
    /// <param name="path">How errors name it.</param>
    /// <param name="catalog">What its metadata names; null for what ships.</param>
    /// <exception cref="RunException">The metadata cannot be read.</exception>
    public static CheckpointInfo? Describe(ITensorFile file, string path, Catalog? catalog = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!IsOwn(file))
        {
            return null;
        }

        TrainingState? state = file.Metadata.ContainsKey(StateKey) ? Metadata<TrainingState>(file, StateKey, path) : null;
        NetworkSettings network = SettingsIn(file, path, catalog);
        return new CheckpointInfo
        {
            Format = file.Metadata[FormatKey],
            Network = network,
            Neuron = NeuronIn(file, path, catalog),
            DataSet = file.Metadata.GetValueOrDefault(TrainedOnText.DataSetKey),
            TrainedOn = TrainedOnText.Read(file.Metadata, network.Classes, network.InputChannels, path),
            FinishedEpochs = state?.Epoch,
            Batch = state?.Batch,
        };
    }

    /// <summary>Whether SpikeDistill wrote a file of weights.</summary>
    internal static bool IsOwn(ITensorFile file) => file.Metadata.ContainsKey(FormatKey);

    internal static void SaveState(string path, Network network, IReadOnlyList<Parameter> auxiliary, IOptimizer optimizer, TrainingState state)
    {
        SafeTensorsWriter writer = Writer(network, dataSet: null);
        writer.Metadata[StateKey] = JsonSerializer.Serialize(state, Json.Line);
        foreach ((string name, Tensor value) in BesideWeights(auxiliary, optimizer))
        {
            writer.Add(name, value.Shape.ToArray(), () => value.Values);
        }

        writer.Save(path);
    }

    internal static TrainingState LoadState(string path, Network network, IReadOnlyList<Parameter> auxiliary, IOptimizer optimizer)
    {
        using SafeTensorsFile file = OpenOwn(path);
        ReadInto(file, network, path);
        foreach (OptimizerTensor one in BesideWeights(auxiliary, optimizer))
        {
            if (one.OnceOneForAll && file.Contains(one.Name) && file[one.Name].ElementCount == 1)
            {
                one.Value.Values.Fill(file.ReadSingles(one.Name)[0]);
                continue;
            }

            Read(file, one.Name, one.Value, path);
        }

        return StateIn(file, path);
    }

    /// <summary>Reads what the terms of a run's objective have learned.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="auxiliary">What is read.</param>
    internal static void LoadAuxiliary(string path, IReadOnlyList<Parameter> auxiliary)
    {
        using SafeTensorsFile file = OpenOwn(path);
        foreach (Parameter parameter in auxiliary)
        {
            Read(file, parameter.Name, parameter.Value, path);
        }
    }

    /// <summary>Where a run stands, without its weights.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="verified">Whether the whole file is read to hold it to its checksum.</param>
    internal static TrainingState StateOf(string path, bool verified = true)
    {
        using SafeTensorsFile file = OpenOwn(path, verified);
        return StateIn(file, path);
    }

    /// <summary>The state in a file; the first versions wrote only after whole epochs, and just their number.</summary>
    private static TrainingState StateIn(SafeTensorsFile file, string path)
        => !file.Metadata.ContainsKey(StateKey) && file.Metadata.TryGetValue(EpochKeyBeforeState, out string? text) && int.TryParse(text, out int epoch)
            ? new TrainingState(epoch)
            : Metadata<TrainingState>(file, StateKey, path);

    /// <summary>The network that the metadata describes, if the file can hold its weights; nothing large is made for a file that cannot.</summary>
    private static Network Build(SafeTensorsFile weights, string file, Engine engine, Catalog catalog)
    {
        NetworkSettings settings = SettingsIn(weights, file, catalog);
        Neuron neuron = NeuronIn(weights, file, catalog);
        if (settings.Family is ResNet { Blocks: var blocks } && blocks.Sum(count => (long)count) > weights.Tensors.Count)
        {
            throw new WeightsException(
                file,
                WeightsReason.Damaged,
                $"holds {weights.Tensors.Count} tensors, fewer than the network its metadata describes has blocks; the file is damaged.");
        }

        try
        {
            NetworkGraph graph = settings.Describe().GraphOf(settings.DynamicsWith(neuron));
            long needed = graph.ParameterCount + graph.BufferCount;
            long held = weights.Tensors.Where(tensor => !IsBesideWeights(tensor.Name)).Sum(tensor => tensor.ElementCount);
            return needed == held
                ? new Network(engine, settings, neuron, seed: 0)
                : throw new WeightsException(
                    file, WeightsReason.Damaged, $"holds {held} values, but the network its metadata describes needs {needed}; the file is damaged.")
                {
                    Found = Invariant(held),
                    Expected = Invariant(needed),
                };
        }
        catch (ArgumentException failure)
        {
            throw new WeightsException(file, WeightsReason.Damaged, $"its metadata describes an impossible network: {failure.Message}", failure);
        }
    }

    /// <summary>
    /// The settings in a file. Its description says what the network is; where settings name an architecture of just these nodes, they stay
    /// as they are. Files of older versions have settings alone.
    /// </summary>
    private static NetworkSettings SettingsIn(ITensorFile file, string path, Catalog? catalog) => Written(
        NetworkKey,
        path,
        directory => WrittenNetwork.Read(
            file.Metadata.GetValueOrDefault(NetworkKey) ?? "null", file.Metadata.GetValueOrDefault(DescriptionKey), directory, catalog ?? Catalog.Default));

    private static Neuron NeuronIn(ITensorFile file, string path, Catalog? catalog) => Written(
        NeuronKey,
        path,
        directory => WrittenNeuron.Read(file.Metadata.GetValueOrDefault(NeuronKey) ?? "null", directory, catalog ?? Catalog.Default));

    private static T Written<T>(string key, string path, Func<string, T> read)
    {
        try
        {
            return read(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (RecipeException failure)
        {
            throw UnreadableMetadata(path, key, failure);
        }
    }

    /// <summary>Whether a tensor is no weight but what the optimizer remembers or a term learned.</summary>
    internal static bool IsBesideWeights(string name) => Array.Exists(StoredPrefixes.All, prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private static SafeTensorsWriter Writer(Network network, string? dataSet)
    {
        SafeTensorsWriter writer = new() { Checksum = true };
        writer.Metadata[FormatKey] = Format;
        writer.Metadata[NetworkKey] = WrittenNetwork.Write(network.Settings);
        writer.Metadata[DescriptionKey] = DescriptionText.Write(network.Description);
        writer.Metadata[NeuronKey] = JsonSerializer.Serialize(network.Neuron, Json.Line);
        TrainedOnText.Write(writer.Metadata, network.TrainedOn, dataSet);
        foreach ((string name, Tensor value) in network.Named)
        {
            writer.Add(name, value.Shape.ToArray(), () => value.Values);
        }

        return writer;
    }

    private static IEnumerable<OptimizerTensor> BesideWeights(IReadOnlyList<Parameter> auxiliary, IOptimizer optimizer)
        => auxiliary.Select(parameter => new OptimizerTensor(parameter.Name, parameter.Value)).Concat(optimizer.State);

    private static void ReadInto(SafeTensorsFile file, Network network, string path)
    {
        foreach ((string name, Tensor value) in network.Named)
        {
            Read(file, name, value, path);
        }
    }

    private static void Read(SafeTensorsFile file, string name, Tensor target, string path)
    {
        if (!file.Contains(name))
        {
            throw new WeightsException(path, WeightsReason.OtherNetwork, $"the tensor '{name}' is missing; the file holds another network.") { Part = name };
        }

        if (!file[name].Shape.SequenceEqual(target.Shape.ToArray()))
        {
            string found = $"[{string.Join(", ", file[name].Shape)}]";
            throw new WeightsException(
                path,
                WeightsReason.OtherNetwork,
                $"the tensor '{name}' has the shape {found}, but the network needs {target.Shape}; the file holds another network.")
            {
                Part = name,
                Found = found,
                Expected = target.Shape.ToString(),
            };
        }

        file.ReadSingles(name, 0, target.Values);
    }

    private static T Metadata<T>(ITensorFile file, string key, string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(file.Metadata.TryGetValue(key, out string? json) ? json : "null", Json.Line)
                ?? throw new WeightsException(
                    path, WeightsReason.Damaged, $"its metadata has no '{key}'; the file is damaged, or holds something else than is looked for.")
                { Part = key };
        }
        catch (JsonException failure)
        {
            throw UnreadableMetadata(path, key, failure);
        }
    }

    private static WeightsException UnreadableMetadata(string path, string key, Exception failure)
        => new(path, WeightsReason.Damaged, $"its metadata '{key}' cannot be read: {failure.Message}", failure) { Part = key };

    private static string Invariant(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The file of weights that a path means: itself, or that of the run folder it is.</summary>
    /// <exception cref="WeightsException">There is none.</exception>
    internal static string FindWeights(string path)
    {
        string file = Directory.Exists(path) ? Path.Combine(path, RunFolder.WeightsName) : path;
        return File.Exists(file)
            ? file
            : throw new WeightsException(
                file, WeightsReason.Missing, "there is no such file. Expected a run folder with a finished epoch, or a weights file.");
    }

    /// <summary>The network in a file, with its weights.</summary>
    private static Network NetworkIn(SafeTensorsFile weights, string file, Engine engine, Catalog? catalog)
    {
        Network network = Build(weights, file, engine, catalog ?? Catalog.Default);
        try
        {
            ReadInto(weights, network, file);
            network.TrainedOn = TrainedOnText.Read(weights.Metadata, network.Settings.Classes, network.Description.Image.Channels, file);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file that SpikeDistill wrote and checks that it is as it was written.</summary>
    private static SafeTensorsFile OpenOwn(string path, bool verified = true) => OpenOwn(() => SafeTensorsFile.Open(path), path, verified);

    private static SafeTensorsFile OpenOwn(Func<SafeTensorsFile> open, string path, bool verified = true)
    {
        SafeTensorsFile? file = null;
        try
        {
            file = open();
            if (!file.Metadata.TryGetValue(FormatKey, out string? format))
            {
                throw new WeightsException(
                    path,
                    WeightsReason.Foreign,
                    $"holds no weights of SpikeDistill (its metadata has no '{FormatKey}'). Expected a run folder or its {RunFolder.WeightsName}; "
                        + "weights of another program are imported first.")
                { Part = FormatKey };
            }

            if (format != Format)
            {
                throw new WeightsException(
                    path,
                    WeightsReason.OtherFormat,
                    $"was written in format {format}, this version reads {Format}. Train the run again, or use the "
                        + "version of SpikeDistill that wrote it (its environment.json names it).")
                {
                    Part = FormatKey,
                    Found = format,
                    Expected = Format,
                };
            }

            if (verified)
            {
                file.VerifyChecksum();
            }

            return file;
        }
        catch (Exception failure)
        {
            file?.Dispose();
            throw failure switch
            {
                SafeTensorsException damage => new WeightsException(path, damage),
                IOException or UnauthorizedAccessException => new WeightsException(
                    path, WeightsReason.CannotBeRead, $"cannot be read: {failure.Sentence()}", failure),
                _ => failure,
            };
        }
    }
}
