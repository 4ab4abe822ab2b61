using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>A learned token before the others, the same for all images; they are then no longer the pixels of a map.</summary>
public sealed record ClassTokenNode : Node
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public ClassTokenNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "class_token",
        "A learned token before the others.",
        new Section<ClassTokenNode>(() => new ClassTokenNode("", Image)));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <inheritdoc/>
    public override bool IsModule => false;

    /// <inheritdoc/>
    public override KeptValues Keeps => KeptValues.None;

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
    {
        ValueShape read = TokenShapes.OfFloats(context, Reads);
        return NodeValue.Floats(ValueShape.Tokens(read.TokenCount + 1, read.Channels, read.OverTime));
    }

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters(NodeContext context)
    {
        yield return new ParameterSpec(Prefix, new Shape(1, 1, context.Input.Shape.Channels), ParameterRole.Position, StartValues.Gaussian(1e-6f));
    }

    /// <inheritdoc/>
    public override LayerWork Work(NodeContext context, NodeValue output) => new();

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call)
    {
        Tensor learned = call.Weights.Parameters[0], token = call.Tape.Reshape(learned, new Shape(1, learned.Shape[2]));
        Tensor tokens = NodeCall.Replace(token, call.Tape.RepeatOverTime(token, call.Input.Shape[0]));
        return NodeCall.Replace(tokens, call.Tape.Concatenate(1, tokens, call.Input));
    }

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call)
        => call.Graph.Concatenate(1, call.Graph.ForEachOf(call.Graph.Stored(Prefix), call.Input, rank: 3), call.Input);
}
