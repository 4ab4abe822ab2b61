using System.Globalization;
using SpikeDistill.Interop;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Portable;
using SpikeDistill.Runs;

namespace SpikeDistill.Exporting;

/// <summary>Networks as a module of Python that runs them in PyTorch, with the weights beside it in a file that every command takes.</summary>
public static class TorchExport
{
    /// <summary>Writes <c>NAME.py</c> and <c>NAME.safetensors</c>, each beside and renamed.</summary>
    /// <param name="path">The module, a file that ends in <c>.py</c>.</param>
    /// <param name="network">The network.</param>
    /// <param name="height">Rows of the images.</param>
    /// <param name="width">Columns of the images.</param>
    /// <param name="fold">Whether normalizations are folded into the weights before them where that can be.</param>
    /// <exception cref="PortabilityException">A node cannot be written; the message names it.</exception>
    /// <exception cref="DescriptionException">Images of this size do not fit.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Save(string path, Network network, int height, int width, bool fold = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        using Network? folded = fold ? NormalizationFolding.Fold(network) : null;
        string text = Module(folded ?? network, height, width);
        Checkpoint.SaveWeights(WeightsOf(path), folded ?? network);
        AtomicFile.WriteAllText(path, text);
    }

    /// <summary>The file of the weights that belongs to a module.</summary>
    public static string WeightsOf(string path) => Path.ChangeExtension(path, ".safetensors");

    private static string Module(Network network, int height, int width)
    {
        NetworkGraph graph = network.Description.GraphOf(network.Dynamics, height, width);
        ImageSize image = network.Description.Image;
        TorchTarget torch = new() { Timesteps = network.Dynamics.Timesteps };
        PortableValue images = new(torch, "images");
        if (image.OverTime)
        {
            images = torch.Reshape(images, -1, image.Channels, height, width);
        }

        PortableValue last = PortableNetwork.Write(graph, images, node => torch.Enter(node.Name))[^1];
        string size = FormattableString.Invariant($"{image.Channels}, {height}, {width}"), steps = FormattableString.Invariant($"{torch.Timesteps}");
        return $$""""
            # {{network.Description.Name}}, written by SpikeDistill{{(network.Dynamics.Spiking ? $": {network.Neuron.Words()}" : "")}}.
            # python3 THIS.py images.npy logits.npy runs it; images are float32, {{(image.OverTime ? $"[{steps}, N, {size}]" : $"[N, {size}]")}}, from 0 to 1.
            import json
            import pathlib
            import sys

            import torch
            import torch.nn.functional as F

            T = {{steps}}
            MEAN = {{Numbers(network.TrainedOn?.Normalization.Mean, 0, image.Channels)}}
            STD = {{Numbers(network.TrainedOn?.Normalization.Deviation, 1, image.Channels)}}


            def load(path=pathlib.Path(__file__).with_suffix(".safetensors")):
                """The weights by name, from the file beside this one."""
                data = pathlib.Path(path).read_bytes()
                start = 8 + int.from_bytes(data[:8], "little")
                header = json.loads(data[8:start])
                header.pop("__metadata__", None)
                weights = {}
                for name, tensor in header.items():
                    first, end = tensor["data_offsets"]
                    values = torch.frombuffer(bytearray(data[start + first:start + end]), dtype=torch.float32)
                    weights[name] = values.reshape(tensor["shape"])
                return weights


            def normalize(images):
                """Images from 0 to 1 as the network was shown them."""
                return (images - torch.tensor(MEAN)[:, None, None]) / torch.tensor(STD)[:, None, None]


            def logits(w, images):
                """The logits of every step, [T, N, classes]; their mean over steps decides. w: what load gave. images: what normalize gave."""
            {{torch.Lines}}    return {{last.Name}}.reshape(T, -1, {{last.Name}}.shape[-1])


            if __name__ == "__main__":
                import numpy
                with torch.no_grad():
                    told = logits(load(), normalize(torch.from_numpy(numpy.load(sys.argv[1]).astype("float32"))))
                numpy.save(sys.argv[2], told.numpy())

            """";
    }

    private static string Numbers(IReadOnlyList<float>? numbers, float otherwise, int channels)
        => $"({string.Concat((numbers ?? [.. Enumerable.Repeat(otherwise, channels)])
            .Select(number => number.ToString("R", CultureInfo.InvariantCulture) + ", ")).TrimEnd()})";
}
