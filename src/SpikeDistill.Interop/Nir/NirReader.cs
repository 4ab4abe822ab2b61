using PureHDF;
using PureHDF.Selections;
using PureHDF.VOL.Native;
using SpikeDistill.Interop.Hdf5;

namespace SpikeDistill.Interop.Nir;

/// <summary>Reads a graph from HDF5. What it reads is bounded by the file's length, whatever its counts say.</summary>
/// <param name="fileBytes">The file's length.</param>
internal sealed class NirReader(long fileBytes)
{
    /// <summary>What compression can make of a byte at most (deflate).</summary>
    private const long MostOfByte = 1032;

    private const int MostAxes = 8;

    private long _left = MostOfByte * fileBytes;

    /// <summary>Chunks that the file has room for, a byte each: the library looks for each one that a data set is said to have.</summary>
    private long _chunksLeft = fileBytes;

    /// <summary>Reads a whole file.</summary>
    /// <param name="stream">The content, which is disposed.</param>
    /// <exception cref="InvalidDataException">It is no graph of NIR; the library throws others where it is damaged.</exception>
    public static NirGraph Read(Stream stream)
    {
        NirReader reader = new(stream.Length);
        using NativeFile file = H5File.Open(new BoundedHdf5Stream(stream));
        if (!file.LinkExists("node"))
        {
            throw new InvalidDataException("there is no group 'node' in it");
        }

        return reader.Graph(file.Group("node"));
    }

    private NirGraph Graph(IH5Group group)
    {
        if (TypeOf(group) is var type && type != "NIRGraph")
        {
            throw new InvalidDataException($"'node' is of the type '{type}', not a graph");
        }

        List<NirNode> nodes = [];
        foreach (IH5Object child in group.Group("nodes").Children())
        {
            IH5Group node = child as IH5Group ?? throw new InvalidDataException($"the node '{child.Name}' is no group");
            nodes.Add(new NirNode(child.Name, TypeOf(node), Values(node)));
        }

        IH5Dataset edges = group.Dataset("edges");
        NirGraph graph = new(nodes, Pairs(edges));
        return group.LinkExists("metadata") ? graph with { Metadata = Values(group.Group("metadata")) } : graph;
    }

    private List<NirEdge> Pairs(IH5Dataset edges)
    {
        if (Count(edges) == 0)
        {
            return [];
        }

        if (Shape(edges) is not [var count, 2])
        {
            throw new InvalidDataException("'edges' are no pairs of names");
        }

        Room(edges);
        List<NirEdge> pairs = [];
        for (int i = 0; i < count; i++)
        {
            // One after the other, because any number of places may point at one long text.
            string[] names = Texts(edges, new HyperslabSelection(2, [(ulong)i, 0], [1, 2]));
            pairs.Add(new NirEdge(names[0], names[1]));
        }

        return pairs;
    }

    private string TypeOf(IH5Group group) => Value(group.Dataset("type")).Text ?? throw new InvalidDataException($"the type of '{group.Name}' is no text");

    /// <summary>The numbers and texts of a group, without groups within it.</summary>
    private Dictionary<string, NirValue> Values(IH5Group group)
    {
        Dictionary<string, NirValue> values = new(StringComparer.Ordinal);
        foreach (IH5Object child in group.Children())
        {
            if (child is IH5Dataset data && child.Name != "type")
            {
                values[child.Name] = Value(data);
            }
        }

        return values;
    }

    private NirValue Value(IH5Dataset data)
    {
        int[] shape = Shape(data);
        (long count, int size) = Room(data);
        return data.Type.Class switch
        {
            H5DataTypeClass.FloatingPoint => new NirValue(shape, Floats(data, size)),
            H5DataTypeClass.FixedPoint => new NirValue(shape, Integers(data, size)),
            H5DataTypeClass.String or H5DataTypeClass.VariableLength when count == 1 => NirValue.Of(Texts(data)[0]),
            var kind => throw new InvalidDataException($"'{data.Name}' holds {count} values of the class {kind}; expected numbers, or one text"),
        };
    }

    /// <summary>Requires room for all values of a data set, and takes it.</summary>
    private (long Count, int Size) Room(IH5Dataset data)
    {
        (long count, int size) = (Count(data), data.Type.Size);
        if (size < 1 || count > _left / size)
        {
            throw new InvalidDataException($"'{data.Name}' is said to hold {count} values of {size} bytes, which the file has no room for");
        }

        _left -= count * size;
        long chunks = count == 0 || data.Layout.Class != H5DataLayoutClass.Chunked ? 0 : Chunks(data);
        if (chunks > _chunksLeft)
        {
            throw new InvalidDataException($"'{data.Name}' is said to lie in {chunks} chunks, which the file has no room for");
        }

        _chunksLeft -= chunks;
        return (count, size);
    }

    private static long Chunks(IH5Dataset data)
        => data.Space.Dimensions.Zip(data.Layout.Chunks, (length, chunk) => (length + Math.Max(1, chunk) - 1) / Math.Max(1, chunk))
            .Aggregate(1L, (all, one) => checked(all * (long)one));

    private static Array Floats(IH5Dataset data, int size) => size switch
    {
        2 => Array.ConvertAll(data.Read<Half[]>(), one => (float)one),
        4 => data.Read<float[]>(),
        8 => data.Read<double[]>(),
        _ => throw new InvalidDataException($"'{data.Name}' holds floats of {size} bytes; expected 2, 4 or 8"),
    };

    private static long[] Integers(IH5Dataset data, int size) => (size, data.Type.FixedPoint.IsSigned) switch
    {
        (1, true) => Array.ConvertAll(data.Read<sbyte[]>(), one => (long)one),
        (1, false) => Array.ConvertAll(data.Read<byte[]>(), one => (long)one),
        (2, true) => Array.ConvertAll(data.Read<short[]>(), one => (long)one),
        (2, false) => Array.ConvertAll(data.Read<ushort[]>(), one => (long)one),
        (4, true) => Array.ConvertAll(data.Read<int[]>(), one => (long)one),
        (4, false) => Array.ConvertAll(data.Read<uint[]>(), one => (long)one),
        (8, true) => data.Read<long[]>(),
        (8, false) => Array.ConvertAll(data.Read<ulong[]>(), one => checked((long)one)),
        _ => throw new InvalidDataException($"'{data.Name}' holds whole numbers of {size} bytes; expected 1 to 8"),
    };

    private string[] Texts(IH5Dataset data, Selection? selection = null)
    {
        string[] texts = Array.ConvertAll(
            data.Read<string?[]>(selection), text => text ?? throw new InvalidDataException($"a text of '{data.Name}' is missing"));
        _left -= texts.Sum(text => 1L + text.Length);
        return _left >= 0 ? texts : throw new InvalidDataException("its texts are longer together than the file has room for");
    }

    private static int[] Shape(IH5Dataset data)
    {
        ulong[] axes = data.Space.Dimensions;
        return data.Space.Type == H5DataspaceType.Scalar ? []
            : axes.Length <= MostAxes ? Array.ConvertAll(axes, length => checked((int)length))
            : throw new InvalidDataException($"'{data.Name}' has {axes.Length} axes; at most {MostAxes} can be");
    }

    private static long Count(IH5Dataset data)
    {
        long count = 1;
        foreach (int length in Shape(data))
        {
            count = checked(count * length);
        }

        return count;
    }
}
