using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>Tokens as the feature map whose pixels they are: the same values under other axes.</summary>
public sealed record ToMapNode : Node
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public ToMapNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "to_map",
        "Tokens as the feature map whose pixels they are.",
        new Section<ToMapNode>(() => new ToMapNode("", Image)));

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
        return read is { Layout: ValueLayout.Tokens, ArePixels: true }
            ? context.Input with { Shape = ValueShape.Map(read.Height, read.Width, read.Channels, read.OverTime) }
            : throw new ArgumentException($"makes a map of tokens that are the pixels of one, as 'to_tokens' gives them, but '{Reads[0]}' gives {read}.");
    }

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call)
    {
        (Shape tokens, ValueShape map) = (call.Input.Shape, call.Output.Shape);
        return call.Tape.Reshape(call.Input, new Shape(tokens[0], map.Height!.Value, map.Width!.Value, tokens[2]));
    }

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call)
        => call.Graph.Reshape(call.Graph.Permute(call.Input, 0, 2, 1), [-1, .. NodeWriting.Axes(call.Output.Shape)]);
}
