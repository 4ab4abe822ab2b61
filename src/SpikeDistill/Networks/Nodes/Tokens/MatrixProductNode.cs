using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>The product with a learned matrix [inputs, outputs] from the right (<see cref="MatMulOperation"/>), over the last axis.</summary>
public sealed record MatrixProductNode : Node
{
    private const int MostOutputs = 1 << 20;

    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    /// <param name="outputs">Values out.</param>
    public MatrixProductNode(string name, string from, int outputs)
        : base(name, from) => Outputs = outputs;

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "matrix_product",
        "The product with a learned matrix from the right.",
        new Section<MatrixProductNode>(() => new MatrixProductNode("", Image, 0))
            .Key("outputs", Kinds.Integer(1, MostOutputs), node => node.Outputs, (node, value) => node with { Outputs = value }, "Values out."));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <inheritdoc/>
    public override bool ReadsCounts => true;

    /// <summary>Values out: columns of the matrix.</summary>
    public int Outputs { get; init; }

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
        => Outputs >= 1
            ? NodeValue.Floats(context.Input.Shape with { Channels = Outputs })
            : throw new ArgumentException("needs 'outputs', the number of columns of its matrix, of at least 1.");

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters(NodeContext context)
    {
        int inputs = context.Input.Shape.Channels;
        yield return new ParameterSpec(Prefix + ".matrix", new Shape(inputs, Outputs), ParameterRole.Weight, StartValues.Uniform(inputs));
    }

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call) => call.Tape.MatMul(call.Input, call.Weights.Parameters[0]);

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call)
        => call.ChannelsBack(call.Graph.MatMul(call.ChannelsLast(), call.Graph.Stored(Prefix + ".matrix")));

    /// <inheritdoc/>
    public override LayerWork Work(NodeContext context, NodeValue output)
    {
        long products = output.Shape.Count!.Value * context.Input.Shape.Channels;
        return new LayerWork { Products = products, Connections = products };
    }

    /// <inheritdoc/>
    public override KernelMemory Kernels(NodeContext context, NodeValue output, long samples)
        => new(0, WeightKernels.Partials((long)context.Input.Shape.Channels * Outputs, samples * output.Shape.Places!.Value));
}
