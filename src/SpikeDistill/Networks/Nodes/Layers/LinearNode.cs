using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>A fully connected layer over the last axis (<see cref="LinearOperation"/>); of a map it acts on every pixel alike.</summary>
public sealed record LinearNode : Node, IWeightedNode
{
    private const int MostOutputs = 1 << 20;

    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    /// <param name="outputs">Values out.</param>
    public LinearNode(string name, string from, int outputs)
        : base(name, from) => Outputs = outputs;

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "linear",
        "A fully connected layer over the last axis.",
        new Section<LinearNode>(() => new LinearNode("", Image, 0))
            .Key("outputs", Kinds.Integer(1, MostOutputs), node => node.Outputs, (node, value) => node with { Outputs = value }, "Values out.")
            .Key("bias", Kinds.Flag, node => node.Bias, (node, value) => node with { Bias = value }, "Whether it has a bias.")
            .Key(
                "deviation",
                Kinds.Optional(Kinds.Single(above: 0)),
                node => node.Deviation,
                (node, value) => node with { Deviation = value },
                "The standard deviation that weights start with, biases then at 0; where nothing is said both are uniform, as in PyTorch."));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <inheritdoc/>
    public override ScaleRole Scaling => ScaleRole.Weighs;

    /// <inheritdoc/>
    public override bool ReadsCounts => true;

    /// <summary>Values out.</summary>
    public int Outputs { get; init; }

    /// <summary>Whether it has a bias.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>
    /// The standard deviation of the normal distribution that weights start with, biases then at 0, such as 0.02 in transformers; null
    /// for PyTorch's default, uniform in ±1/√inputs.
    /// </summary>
    public float? Deviation { get; init; }

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
        => Outputs >= 1
            ? NodeValue.Floats(context.Input.Shape with { Channels = Outputs })
            : throw new ArgumentException("needs 'outputs', the number of values it gives, of at least 1.");

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters(NodeContext context)
    {
        int inputs = context.Input.Shape.Channels;
        StartValues weights = Deviation is { } deviation ? StartValues.Gaussian(deviation) : StartValues.Uniform(inputs);
        StartValues biases = Deviation is null ? StartValues.Uniform(inputs) : StartValues.Constant(0);
        yield return new ParameterSpec(Prefix + ".weight", new Shape(Outputs, inputs), ParameterRole.Weight, weights);
        if (Bias)
        {
            yield return new ParameterSpec(Prefix + ".bias", new Shape(Outputs), ParameterRole.Bias, biases);
        }
    }

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call) => call.Tape.Linear(call.Input, call.Weights.Parameters[0], Bias ? call.Weights.Parameters[1] : null);

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call)
        => call.ChannelsBack(
            call.Graph.Linear(call.ChannelsLast(), call.Graph.Stored(Prefix + ".weight"), Bias ? call.Graph.Stored(Prefix + ".bias") : null));

    /// <inheritdoc/>
    public override LayerWork Work(NodeContext context, NodeValue output)
    {
        long outputs = output.Shape.Count!.Value, products = outputs * context.Input.Shape.Channels;
        return new LayerWork { Products = products, Connections = products, Biases = Bias ? outputs : 0 };
    }

    /// <inheritdoc/>
    public override KernelMemory Kernels(NodeContext context, NodeValue output, long samples)
        => new(
            0,
            WeightKernels.Products(context.Input.Shape.Channels, Outputs)
                + WeightKernels.Partials((long)context.Input.Shape.Channels * Outputs, samples * output.Shape.Places!.Value));

    /// <inheritdoc/>
    Node IWeightedNode.WithBias() => this with { Bias = true };

    /// <inheritdoc/>
    Tensor IWeightedNode.Weigh(NodeCall call, out BatchStatistics? statistics)
    {
        if (!call.Training)
        {
            statistics = null;
            return Forward(call);
        }

        Tensor output = call.Tape.Linear(call.Input, call.Weights.Parameters[0], Bias ? call.Weights.Parameters[1] : null, out BatchStatistics found);
        statistics = found;
        return output;
    }

    /// <inheritdoc/>
    PendingSum IWeightedNode.WeighLater(NodeCall call)
        => call.Tape.PendingLinear(call.Input, call.Weights.Parameters[0], Bias ? call.Weights.Parameters[1] : null);
}
