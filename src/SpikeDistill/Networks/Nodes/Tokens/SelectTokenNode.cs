using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>One token as a vector, such as the class token.</summary>
public sealed record SelectTokenNode : Node
{
    private const int MostTokens = 1 << 20;

    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public SelectTokenNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "select_token",
        "One token as a vector.",
        new Section<SelectTokenNode>(() => new SelectTokenNode("", Image))
            .Key("index", Kinds.Integer(0, MostTokens), node => node.Index, (node, value) => node with { Index = value }, "Its number, from 0."));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <summary>Its number, from 0.</summary>
    public int Index { get; init; }

    /// <inheritdoc/>
    public override bool IsModule => false;

    /// <inheritdoc/>
    public override KeptValues Keeps => KeptValues.None;

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
    {
        ValueShape read = TokenShapes.Common(context, Reads);
        return read.TokenCount <= Index
            ? throw new ArgumentException($"takes token {Index}, counted from 0, but '{Reads[0]}' gives {read.TokenCount}.")
            : context.Input with { Shape = ValueShape.Vector(read.Channels, read.OverTime) };
    }

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call) => call.Tape.Select(call.Input, axis: 1, Index);

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call) => call.Graph.Select(call.Input, axis: 1, Index);
}
