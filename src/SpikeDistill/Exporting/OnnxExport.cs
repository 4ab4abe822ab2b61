using System.Globalization;
using SpikeDistill.Interop.Onnx;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Portable;

namespace SpikeDistill.Exporting;

/// <summary>
/// Networks as ONNX files. A spiking network is unrolled over its steps: it takes <c>images</c> [N, C, H, W] (or [T, N, C, H, W] of a network that
/// takes images over time), normalized as it was trained, and gives <c>logits</c> [T, N, classes] and their <c>mean</c> over steps [N, classes]. As one
/// step it takes images [N, C, H, W] and the states of its neurons, and gives logits [N, classes] and states.
/// </summary>
public static class OnnxExport
{
    /// <summary>Writes a network, beside and renamed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">The network.</param>
    /// <param name="height">Rows of the images.</param>
    /// <param name="width">Columns of the images.</param>
    /// <param name="options">How it is written; null for all steps, normalizations as they are.</param>
    /// <exception cref="PortabilityException">A node cannot be written; the message names it.</exception>
    /// <exception cref="DescriptionException">Images of this size do not fit.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, Network network, int height, int width, OnnxOptions? options = null)
        => Graph(network, height, width, options ?? new OnnxOptions()).Save(path);

    /// <summary>The same as bytes.</summary>
    /// <inheritdoc cref="Save"/>
    public static byte[] ToBytes(Network network, int height, int width, OnnxOptions? options = null)
        => Graph(network, height, width, options ?? new OnnxOptions()).ToBytes();

    private static OnnxGraph Graph(Network network, int height, int width, OnnxOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        using Network? folded = options.Fold ? NormalizationFolding.Fold(network) : null;
        return Write(folded ?? network, height, width, options);
    }

    private static OnnxGraph Write(Network network, int height, int width, OnnxOptions options)
    {
        NetworkGraph described = network.Description.GraphOf(network.Dynamics, height, width);
        int steps = network.Dynamics.Timesteps, classes = network.Settings.Classes;
        OnnxGraph onnx = new(network.Description.Name);
        OnnxTarget target = new(onnx, network.NamedTensors())
        {
            Timesteps = steps,
            Streaming = options.Streaming,
            Watched = options.Watched,
        };
        bool overTime = network.Description.Image.OverTime && !options.Streaming;
        string[] map = [Text(network.Description.Image.Channels), Text(height), Text(width)];
        onnx.AddInput("images", overTime ? [Text(steps), "N", .. map] : ["N", .. map]);
        PortableValue image = new(target, "images");
        if (overTime)
        {
            target.Scope = "images";
            image = target.Reshape(image, -1, network.Description.Image.Channels, height, width);
        }

        PortableValue last = PortableNetwork.Write(described, image, node => target.Scope = node.Name)[^1];
        target.Scope = "logits";
        if (options.Streaming)
        {
            onnx.Add("Identity", [last.Name], ["logits"]);
            onnx.AddOutput("logits", "N", Text(classes));
        }
        else
        {
            PortableValue logits = target.Reshape(last, steps, -1, classes);
            onnx.Add("Identity", [logits.Name], ["logits"]);
            onnx.Add("Identity", [target.Mean(logits, keep: false, 0).Name], ["mean"]);
            onnx.AddOutput("logits", Text(steps), "N", Text(classes));
            onnx.AddOutput("mean", "N", Text(classes));
        }

        Describe(onnx.Metadata, network, target);
        return onnx;
    }

    private static void Describe(IDictionary<string, string> metadata, Network network, OnnxTarget target)
    {
        metadata["network"] = network.Description.Name;
        metadata["timesteps"] = Text(network.Dynamics.Timesteps);
        if (network.Dynamics.Spiking)
        {
            metadata["neuron"] = network.Neuron.Words();
        }

        foreach ((string taken, _, float initial) in target.States)
        {
            metadata["initial." + taken] = initial.ToString("R", CultureInfo.InvariantCulture);
        }

        if (network.TrainedOn is { } trained)
        {
            metadata["mean"] = Numbers(trained.Normalization.Mean);
            metadata["std"] = Numbers(trained.Normalization.Deviation);
            metadata["classes"] = string.Join('\n', trained.ClassNames);
        }
    }

    private static string Numbers(IEnumerable<float> numbers)
        => string.Join(' ', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
