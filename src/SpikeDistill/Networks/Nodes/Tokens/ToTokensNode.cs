using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>The pixels of a feature map as a sequence of tokens, row by row: the same values under other axes.</summary>
public sealed record ToTokensNode : Node
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public ToTokensNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "to_tokens",
        "The pixels of a feature map as a sequence of tokens.",
        new Section<ToTokensNode>(() => new ToTokensNode("", Image)));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <inheritdoc/>
    public override bool ReadsCounts => true;

    /// <inheritdoc/>
    public override bool IsModule => false;

    /// <inheritdoc/>
    public override bool IsView => true;

    /// <inheritdoc/>
    public override KeptValues Keeps => KeptValues.None;

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
    {
        ValueShape read = context.Input.Shape;
        return read.Layout == ValueLayout.Map
            ? context.Input with { Shape = ValueShape.TokensOf(read) }
            : throw new ArgumentException($"makes tokens of the pixels of a feature map, but reads {read}.");
    }

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call)
    {
        Shape map = call.Input.Shape;
        return call.Tape.Reshape(call.Input, new Shape(map[0], map[1] * map[2], map[3]));
    }

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call)
        => call.Graph.Permute(call.Graph.Reshape(call.Input, -1, call.Shape.Channels, (int)call.Shape.Places!.Value), 0, 2, 1);
}
