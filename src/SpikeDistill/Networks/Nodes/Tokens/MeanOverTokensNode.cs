using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>The mean over all tokens: a vector.</summary>
public sealed record MeanOverTokensNode : Node
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public MeanOverTokensNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "mean_over_tokens",
        "The mean over all tokens: a vector.",
        new Section<MeanOverTokensNode>(() => new MeanOverTokensNode("", Image)));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <inheritdoc/>
    public override bool ReadsCounts => true;

    /// <inheritdoc/>
    public override bool IsModule => false;

    /// <inheritdoc/>
    public override KeptValues Keeps => KeptValues.None;

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
    {
        ValueShape read = context.Input.Shape;
        return read.Layout == ValueLayout.Tokens
            ? PoolWindows.Averaged(context.Input, ValueShape.Vector(read.Channels, read.OverTime))
            : throw new ArgumentException($"averages tokens, but reads {read}.");
    }

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call) => call.Tape.MeanOverAxis(call.Input, axis: 1);

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call) => call.Graph.Mean(call.Input, keep: false, 1);
}
