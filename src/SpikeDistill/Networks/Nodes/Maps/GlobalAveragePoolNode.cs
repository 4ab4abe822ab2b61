using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>The mean over all pixels of a feature map: a vector.</summary>
public sealed record GlobalAveragePoolNode : Node
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public GlobalAveragePoolNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "global_average_pool",
        "The mean over all pixels: a vector.",
        new Section<GlobalAveragePoolNode>(() => new GlobalAveragePoolNode("", Image)));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <inheritdoc/>
    public override ScaleRole Scaling => ScaleRole.Passes;

    /// <inheritdoc/>
    public override KeptValues Keeps => KeptValues.None;

    /// <inheritdoc/>
    public override bool ReadsCounts => true;

    /// <inheritdoc/>
    public override string Words(Dynamics dynamics) => "average pool";

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
    {
        ValueShape read = context.Input.Shape;
        return read.Layout == ValueLayout.Map
            ? PoolWindows.Averaged(context.Input, ValueShape.Vector(read.Channels, read.OverTime))
            : throw new ArgumentException($"averages the pixels of a feature map, but reads {read}.");
    }

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call) => call.Tape.GlobalAveragePool(call.Input);

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call) => call.Graph.Mean(call.Input, keep: false, 2, 3);

    /// <inheritdoc/>
    public override LayerWork Work(NodeContext context, NodeValue output) => new() { Pooled = context.Input.Shape.Count!.Value };
}
