using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>A value with channels of zeros behind its own, such as a shortcut without weights to a wider block.</summary>
public sealed record PadChannelsNode : Node
{
    private const int MostOutputs = 1 << 20;

    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    /// <param name="outputs">Channels it gives.</param>
    public PadChannelsNode(string name, string from, int outputs)
        : base(name, from) => Outputs = outputs;

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "pad_channels",
        "A value with channels of zeros behind its own.",
        new Section<PadChannelsNode>(() => new PadChannelsNode("", Image, 0))
            .Key("outputs", Kinds.Integer(1, MostOutputs), node => node.Outputs, (node, value) => node with { Outputs = value }, "Channels it gives."));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <inheritdoc/>
    public override ScaleRole Scaling => ScaleRole.Passes;

    /// <inheritdoc/>
    public override KeptValues Keeps => KeptValues.None;

    /// <inheritdoc/>
    public override bool IsModule => false;

    /// <summary>Channels it gives, at least as many as it reads.</summary>
    public int Outputs { get; init; }

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
    {
        NodeValue read = context.Input;
        if (read.Packed)
        {
            throw new ArgumentException($"pads floats, but reads the spikes of '{read.Sources[0].Layer}'; put a convolution or a pool between them.");
        }

        return Outputs >= read.Shape.Channels
            ? NodeValue.Floats(read.Shape with { Channels = Outputs })
            : throw new ArgumentException($"needs 'outputs', at least the {read.Shape.Channels} channels that it reads, not {Outputs}.");
    }

    /// <inheritdoc/>
    public override KernelMemory Kernels(NodeContext context, NodeValue output, long samples)
        => new(TensorBytes.Floats(samples * output.Shape.Places!.Value * (Outputs - context.Input.Shape.Channels)), 0);

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call)
    {
        Shape read = call.Input.Shape;
        int missing = Outputs - read[^1];
        if (missing == 0)
        {
            return call.Tape.Reshape(call.Input, read);
        }

        Tensor zeros = call.Tape.Zeros(read.With(^1, missing));
        return NodeCall.Replace(zeros, call.Tape.Concatenate(read.Rank - 1, call.Input, zeros));
    }

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call)
    {
        int rank = 1 + NodeWriting.Axes(call.Shape).Length, missing = Outputs - call.Shape.Channels;
        return missing == 0 ? call.Input : call.Graph.Pad(call.Input, rank, call.Shape.Layout == ValueLayout.Map ? 1 : rank - 1, missing);
    }
}
