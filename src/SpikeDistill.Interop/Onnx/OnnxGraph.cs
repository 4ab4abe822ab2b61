using System.Runtime.InteropServices;
using Google.Protobuf;
using SpikeDistill.Interop.Onnx.Messages;

namespace SpikeDistill.Interop.Onnx;

/// <summary>
/// An ONNX model that is put together operator by operator and written as a file: floats and 64-bit integers, values named by whoever adds them.
/// What no output needs is left out.
/// </summary>
/// <param name="name">The graph's name.</param>
public sealed class OnnxGraph(string name)
{
    /// <summary>The version of the default operator set that a model asks for.</summary>
    public const int OperatorSet = 17;

    private const int IntermediateVersion = 8;

    /// <summary>Protocol buffers are read as one message of at most this size.</summary>
    private const long MostBytes = int.MaxValue;

    private readonly List<NodeProto> _nodes = [];
    private readonly Dictionary<string, TensorProto> _constants = new(StringComparer.Ordinal);
    private readonly List<ValueInfoProto> _inputs = [], _outputs = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>What the file says of itself beside the graph.</summary>
    public IDictionary<string, string> Metadata { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Adds an input.</summary>
    /// <param name="value">Its name.</param>
    /// <param name="axes">Its axes: a length each, or the name of one that is free.</param>
    public void AddInput(string value, params ReadOnlySpan<string> axes) => _inputs.Add(Info(New(value), TensorProto.Types.DataType.Float, axes));

    /// <summary>Adds an input that is one 64-bit integer.</summary>
    public void AddIndex(string value) => _inputs.Add(Info(New(value), TensorProto.Types.DataType.Int64, []));

    /// <summary>Makes a value an output.</summary>
    /// <param name="value">Its name.</param>
    /// <param name="axes">Its axes, as of an input.</param>
    public void AddOutput(string value, params ReadOnlySpan<string> axes) => _outputs.Add(Info(value, TensorProto.Types.DataType.Float, axes));

    /// <summary>Adds constant floats.</summary>
    /// <param name="value">Their name.</param>
    /// <param name="dimensions">Their shape; none for a scalar.</param>
    /// <param name="values">The numbers, the last axis fastest.</param>
    public void AddConstant(string value, ReadOnlySpan<int> dimensions, ReadOnlySpan<float> values)
        => AddConstant(value, dimensions, TensorProto.Types.DataType.Float, MemoryMarshal.AsBytes(values));

    /// <summary>Adds constant 64-bit integers, a vector of them.</summary>
    /// <param name="value">Their name.</param>
    /// <param name="values">The numbers.</param>
    public void AddIntegers(string value, params ReadOnlySpan<long> values)
        => AddConstant(value, [values.Length], TensorProto.Types.DataType.Int64, MemoryMarshal.AsBytes(values));

    /// <summary>Adds one constant 64-bit integer without axes.</summary>
    public void AddInteger(string value, long number)
        => AddConstant(value, [], TensorProto.Types.DataType.Int64, MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in number)));

    /// <summary>Adds an operator of the default set.</summary>
    /// <param name="type">The operator, such as <c>Conv</c>.</param>
    /// <param name="inputs">The values it takes.</param>
    /// <param name="outputs">Names of the values it gives.</param>
    /// <param name="attributes">Its attributes.</param>
    public void Add(string type, ReadOnlySpan<string> inputs, ReadOnlySpan<string> outputs, OnnxAttributes? attributes = null)
    {
        NodeProto node = new() { OpType = type, Name = outputs[0] };
        foreach (string input in inputs)
        {
            node.Input.Add(_names.Contains(input) ? input : throw new ArgumentException($"The operator {type} reads '{input}', which no earlier one gives."));
        }

        foreach (string output in outputs)
        {
            node.Output.Add(New(output));
        }

        node.Attribute.Add(attributes?.Messages ?? []);
        _nodes.Add(node);
    }

    /// <summary>Writes the model, beside and renamed.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be written, or the model is larger than a file of ONNX can be.</exception>
    public void Save(string path)
    {
        ModelProto model = Model();
        AtomicFile.Write(path, stream => model.WriteTo(stream));
    }

    /// <summary>The model as bytes.</summary>
    /// <exception cref="IOException">The model is larger than a file of ONNX can be.</exception>
    public byte[] ToBytes() => Model().ToByteArray();

    private static ValueInfoProto Info(string value, TensorProto.Types.DataType type, ReadOnlySpan<string> axes)
    {
        TensorShapeProto shape = new();
        foreach (string axis in axes)
        {
            shape.Dim.Add(long.TryParse(axis, out long length)
                ? new TensorShapeProto.Types.Dimension { DimValue = length }
                : new TensorShapeProto.Types.Dimension { DimParam = axis });
        }

        return new ValueInfoProto { Name = value, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } } };
    }

    private string New(string value) => _names.Add(value) ? value : throw new ArgumentException($"There is a value '{value}' already.");

    private void AddConstant(string value, ReadOnlySpan<int> dimensions, TensorProto.Types.DataType type, ReadOnlySpan<byte> bytes)
    {
        TensorProto constant = new() { Name = New(value), DataType = (int)type, RawData = ByteString.CopyFrom(bytes) };
        foreach (int dimension in dimensions)
        {
            constant.Dims.Add(dimension);
        }

        _constants.Add(value, constant);
    }

    private ModelProto Model()
    {
        HashSet<string> needed = [.. _outputs.Select(output => output.Name)];
        List<NodeProto> kept = [];
        foreach (NodeProto node in Enumerable.Reverse(_nodes).Where(node => node.Output.Any(needed.Contains)))
        {
            needed.UnionWith(node.Input);
            kept.Add(node);
        }

        kept.Reverse();
        GraphProto graph = new() { Name = name };
        graph.Node.Add(kept);
        graph.Initializer.Add(_constants.Values.Where(constant => needed.Contains(constant.Name)));
        graph.Input.Add(_inputs);
        graph.Output.Add(_outputs);
        long bytes = graph.Initializer.Sum(constant => (long)constant.RawData.Length);
        if (bytes > MostBytes - (MostBytes >> 6))
        {
            throw new IOException($"The model's constants take {bytes} bytes, and a file of ONNX holds less than {MostBytes}.");
        }

        ModelProto model = new() { IrVersion = IntermediateVersion, ProducerName = "SpikeDistill", Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = OperatorSet });
        model.MetadataProps.Add(Metadata.Select(pair => new StringStringEntryProto { Key = pair.Key, Value = pair.Value }));
        return model;
    }
}
