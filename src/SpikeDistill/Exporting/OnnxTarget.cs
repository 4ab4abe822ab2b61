using SpikeDistill.Interop.Onnx;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;

namespace SpikeDistill.Exporting;

/// <summary>Writes a network as an ONNX graph. Values are named after the node that they are made in.</summary>
/// <param name="onnx">Where it is written.</param>
/// <param name="stored">What the network learned and keeps, by name.</param>
internal sealed partial class OnnxTarget(OnnxGraph onnx, IReadOnlyDictionary<string, Tensor> stored) : PortableGraph
{
    private readonly Dictionary<string, PortableValue> _constants = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>The node that writes itself, which names of values begin with.</summary>
    public string Scope { get; set; } = "";

    public override PortableValue Stored(string tensor)
        => Once(tensor, () => onnx.AddConstant(tensor, stored[tensor].Shape.ToArray(), stored[tensor].Values));

    public override PortableValue Scalar(float value)
    {
        string name = FormattableString.Invariant($"number/{value:R}");
        return Once(name, () => onnx.AddConstant(name, [], [value]));
    }

    public override PortableValue Add(PortableValue left, PortableValue right) => Operate("Add", [left, right]);

    public override PortableValue Subtract(PortableValue left, PortableValue right) => Operate("Sub", [left, right]);

    public override PortableValue Multiply(PortableValue left, PortableValue right) => Operate("Mul", [left, right]);

    public override PortableValue Divide(PortableValue left, PortableValue right) => Operate("Div", [left, right]);

    public override PortableValue AtLeast(PortableValue left, PortableValue right)
        => Operate("Cast", [Operate("GreaterOrEqual", [left, right])], new() { { "to", 1L } });

    public override PortableValue Sqrt(PortableValue x) => Operate("Sqrt", [x]);

    public override PortableValue Relu(PortableValue x) => Operate("Relu", [x]);

    public override PortableValue Sigmoid(PortableValue x) => Operate("Sigmoid", [x]);

    public override PortableValue Gelu(PortableValue x) => x * ((Operate("Erf", [x * MathF.Sqrt(0.5f)]) + 1) * 0.5f);

    public override PortableValue Softmax(PortableValue x) => Operate("Softmax", [x], new() { { "axis", -1L } });

    public override PortableValue Convolution(PortableValue x, PortableValue weight, PortableValue? bias, PortableWindow window, int groups)
        => Operate("Conv", bias is null ? [x, weight] : [x, weight, bias], Window(window, new() { { "group", (long)groups } }));

    public override PortableValue Linear(PortableValue x, PortableValue weight, PortableValue? bias)
    {
        PortableValue product = MatMul(x, Permute(weight, 1, 0));
        return bias is null ? product : product + bias;
    }

    public override PortableValue MatMul(PortableValue left, PortableValue right) => Operate("MatMul", [left, right]);

    public override PortableValue Normalize(
        PortableValue x, PortableValue scale, PortableValue shift, PortableValue mean, PortableValue variance, float epsilon)
        => Operate("BatchNormalization", [x, scale, shift, mean, variance], new() { { "epsilon", epsilon } });

    public override PortableValue LayerNorm(PortableValue x, PortableValue scale, PortableValue shift, float epsilon)
        => Operate("LayerNormalization", [x, scale, shift], new() { { "axis", -1L }, { "epsilon", epsilon } });

    public override PortableValue AveragePool(PortableValue x, PortableWindow window)
        => Operate("AveragePool", [x], Window(window, new() { { "count_include_pad", 1L } }));

    public override PortableValue MaxPool(PortableValue x, PortableWindow window) => Operate("MaxPool", [x], Window(window, []));

    private static OnnxAttributes Window(PortableWindow window, OnnxAttributes attributes)
    {
        attributes.Add("kernel_shape", [window.Height, window.Width]);
        attributes.Add("strides", [window.Down, window.Across]);
        attributes.Add("pads", [window.Rows, window.Columns, window.Rows, window.Columns]);
        return attributes;
    }

    private string Name(string operation) => FormattableString.Invariant($"{Scope}/{operation}{_count++}");

    private PortableValue Operate(string type, ReadOnlySpan<PortableValue> inputs, OnnxAttributes? attributes = null)
    {
        string[] names = new string[inputs.Length];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = inputs[i].Name;
        }

        string output = Name(type);
        onnx.Add(type, names, [output], attributes);
        return new PortableValue(this, output);
    }
}
