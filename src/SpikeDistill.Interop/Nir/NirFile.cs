using PureHDF;
using PureHDF.Filters;
using PureHDF.VOL.Native;

namespace SpikeDistill.Interop.Nir;

/// <summary>
/// Graphs of NIR in HDF5, as its reference implementation keeps them: <c>/version</c>, and under <c>/node</c> the <c>type</c>, <c>nodes/NAME</c> with
/// <c>type</c> and parameters, <c>edges</c> as pairs of names, and <c>metadata</c>.
/// </summary>
public static class NirFile
{
    /// <summary>The version of the representation that is written.</summary>
    private const string Version = "1.0";

    /// <summary>From how many floats on an array is compressed; the arrays of neurons hold one number many times.</summary>
    private const int LeastCompressed = 64;

    /// <summary>Writes a graph, beside and renamed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="graph">The graph.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, NirGraph graph)
    {
        H5File file = Content(graph);
        AtomicFile.Write(path, stream => file.Write(stream));
    }

    /// <summary>The same as bytes.</summary>
    /// <inheritdoc cref="Save"/>
    public static byte[] ToBytes(NirGraph graph)
    {
        using MemoryStream stream = new();
        Content(graph).Write(stream);
        return stream.ToArray();
    }

    /// <summary>Reads a graph.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NirException">It is damaged, or no HDF5 file of a graph of NIR.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static NirGraph Read(string path) => Read(DiskFile.OpenRead(path), path);

    /// <summary>Reads a graph from a stream that can seek, which is disposed.</summary>
    /// <param name="stream">The content.</param>
    /// <param name="name">How errors name it.</param>
    /// <exception cref="NirException">It is damaged, or no HDF5 file of a graph of NIR.</exception>
    public static NirGraph Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using Stream content = stream;
        if (!stream.CanSeek)
        {
            throw new NirException(name, "it cannot be sought, as pipes cannot; expected a file on disk.", "Copy it to disk first.");
        }

        FileKind kind = FileKinds.Of(stream);
        if (kind != FileKind.Hdf5)
        {
            throw new NirException(name, $"it is {kind.Words()}, no HDF5 file.", "Name a file that the package nir, or a tool that uses it, wrote.");
        }

        if (FileEnd.OfHdf5(stream) is { } cut)
        {
            throw new NirException(name, $"{cut}.", FileEnd.Remedy);
        }

        try
        {
            return NirReader.Read(stream);
        }
        catch (Exception failure)
        {
            // The library tells of damage by exceptions of many kinds, and names of the file are in their messages.
            throw new NirException(
                name,
                $"it cannot be read as a graph of NIR ({failure.Message.TrimEnd('.').Printable()}).",
                "Expected HDF5 with 'node/nodes' and 'node/edges', as the package nir writes it; write or copy it again.",
                failure);
        }
    }

    private static H5File Content(NirGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        H5Group nodes = [];
        foreach (NirNode node in graph.Nodes)
        {
            H5Group content = Group(node.Parameters);
            content["type"] = node.Type;
            nodes[node.Name] = content;
        }

        string[,] edges = new string[graph.Edges.Count, 2];
        for (int i = 0; i < graph.Edges.Count; i++)
        {
            (edges[i, 0], edges[i, 1]) = (graph.Edges[i].From, graph.Edges[i].To);
        }

        H5Group whole = new() { ["type"] = "NIRGraph", ["nodes"] = nodes, ["edges"] = edges };
        if (graph.Metadata.Count > 0)
        {
            whole["metadata"] = Group(graph.Metadata);
        }

        return new H5File { ["version"] = Version, ["node"] = whole };
    }

    private static H5Group Group(IReadOnlyDictionary<string, NirValue> values)
    {
        H5Group group = [];
        foreach ((string name, NirValue value) in values)
        {
            group[name] = Data(value);
        }

        return group;
    }

    private static object Data(NirValue value)
    {
        if (value.Text is { } text)
        {
            return text;
        }

        if (value.Shape.Count == 0)
        {
            return value.Values.GetValue(0)!;
        }

        ulong[] axes = [.. value.Shape.Select(length => (ulong)length)];
        return value.Values is float[] { Length: >= LeastCompressed }
            ? new H5Dataset(
                value.Values,
                chunks: [.. value.Shape.Select(length => (uint)length)],
                fileDims: axes,
                datasetCreation: new H5DatasetCreation(Filters: [DeflateFilter.Id]))
            : new H5Dataset(value.Values, fileDims: axes);
    }
}
