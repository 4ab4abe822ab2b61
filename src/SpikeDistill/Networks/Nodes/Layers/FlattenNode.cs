using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>A feature map as one vector in PyTorch's order, channel by channel, so that the weights of a linear layer behind it can be taken over.</summary>
public sealed record FlattenNode : Node
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public FlattenNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "flatten",
        "A feature map as one vector, in PyTorch's order.",
        new Section<FlattenNode>(() => new FlattenNode("", Image)));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <inheritdoc/>
    public override ScaleRole Scaling => ScaleRole.Passes;

    /// <inheritdoc/>
    public override KeptValues Keeps => KeptValues.None;

    /// <inheritdoc/>
    public override bool ReadsCounts => true;

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
    {
        ValueShape read = context.Input.Shape;
        if (read.Layout != ValueLayout.Map)
        {
            throw new ArgumentException($"makes a vector of a feature map, but reads {read}.");
        }

        long count = read.Count ?? throw new ArgumentException("needs to know the size of the images: give the description's image a 'height' and a 'width'.");
        return count <= int.MaxValue
            ? (read.Places == 1 ? context.Input : context.Input.Widened()) with { Shape = ValueShape.Vector((int)count, read.OverTime) }
            : throw new ArgumentException($"would make a vector of {count} values, more than there can be.");
    }

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call)
    {
        Shape read = call.Input.Shape;
        Shape vector = new(read[0], read[1] * read[2] * read[3]);
        if (read[1] * read[2] == 1)
        {
            return call.Tape.Reshape(call.Input, vector);
        }

        Tensor wide = call.Tape.Widen(call.Input);
        Tensor ordered = call.Tape.Permute(wide, 0, 3, 1, 2);
        if (!ReferenceEquals(wide, call.Input)) wide.Release();
        return NodeCall.Replace(ordered, call.Tape.Reshape(ordered, vector));
    }

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call) => call.Graph.Reshape(call.Input, -1, call.Output.Shape.Channels);
}
