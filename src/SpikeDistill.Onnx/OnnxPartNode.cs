using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Onnx;

/// <summary>
/// A part of what an <see cref="OnnxNode"/> gives: the logits, or a feature, a map or a vector. It may name nodes besides, which then come before it.
/// </summary>
public sealed record OnnxPartNode : Node
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="reads">The node it takes a part of, and any others that come before it.</param>
    public OnnxPartNode(string name, params IReadOnlyList<string> reads)
        : base(name, reads)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "onnx_part",
        "A part of what a model of ONNX gives.",
        new Section<OnnxPartNode>(() => new OnnxPartNode("", Image))
            .Key("start", Kinds.Integer(0), node => node.Start, (node, value) => node with { Start = value }, "Where it begins.")
            .Key("height", Kinds.Integer(0), node => node.Height, (node, value) => node with { Height = value }, "Rows of a map; 0 for a vector.")
            .Key("width", Kinds.Integer(0), node => node.Width, (node, value) => node with { Width = value }, "Columns of a map; 0 for a vector.")
            .Key("channels", Kinds.Integer(1), node => node.Channels, (node, value) => node with { Channels = value }, "Its channels."));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <inheritdoc/>
    public override int Inputs => Math.Max(1, Reads.Count);

    /// <inheritdoc/>
    public override KeptValues Keeps => KeptValues.None;

    /// <summary>Where it begins.</summary>
    public int Start { get; init; }

    /// <summary>Rows of a map; 0 for a vector.</summary>
    public int Height { get; init; }

    /// <summary>Columns of a map; 0 for a vector.</summary>
    public int Width { get; init; }

    /// <summary>Its channels.</summary>
    public int Channels { get; init; } = 1;

    private int Length => Math.Max(1, Height * Width) * Channels;

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ValueShape read = context.Input.Shape;
        return read.Layout == ValueLayout.Vector && Start + (long)Length <= read.Channels
            ? NodeValue.Floats(
                Height > 0 ? ValueShape.Map(Height, Width, Channels, read.OverTime) : ValueShape.Vector(Channels, read.OverTime))
            : throw new ArgumentException($"takes {Length} values from {Start} on of a vector, but reads {read}.");
    }

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        Tensor part = call.Tape.Slice(call.Input, axis: 1, Start, Length);
        if (Height == 0)
        {
            return part;
        }

        Tensor map = call.Tape.Reshape(part, new Shape(part.Shape[0], Height, Width, Channels));
        part.Release();
        return map;
    }
}
