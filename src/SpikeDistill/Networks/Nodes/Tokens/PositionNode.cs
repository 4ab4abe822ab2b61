using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>
/// A learned value for each token and channel that is added to the tokens (<see cref="AddPositionOperation"/>). Its number of tokens
/// is a part of it, so the size of the images must be known.
/// </summary>
public sealed record PositionNode : Node
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public PositionNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "position",
        "A learned value for each token and channel, added to the tokens.",
        new Section<PositionNode>(() => new PositionNode("", Image)));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <inheritdoc/>
    public override KeptValues Keeps => KeptValues.None;

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
    {
        ValueShape read = TokenShapes.OfFloats(context, Reads);
        return read.TokenCount is not null
            ? NodeValue.Floats(read)
            : throw new ArgumentException("needs to know the number of tokens: give the description's image a 'height' and a 'width', or resize the image.");
    }

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters(NodeContext context)
    {
        ValueShape read = context.Input.Shape;
        yield return new ParameterSpec(Prefix, new Shape(1, read.TokenCount!.Value, read.Channels), ParameterRole.Position, StartValues.Gaussian(0.02f));
    }

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call)
    {
        Tensor learned = call.Weights.Parameters[0], position = call.Tape.Reshape(learned, new Shape(learned.Shape[1], learned.Shape[2]));
        return NodeCall.Replace(position, call.Tape.AddPosition(call.Input, position));
    }

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call) => call.Input + call.Graph.Stored(Prefix);

    /// <inheritdoc/>
    public override LayerWork Work(NodeContext context, NodeValue output) => new() { Biases = output.Shape.Count!.Value };
}
