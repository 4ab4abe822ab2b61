using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>The mean over a square window (<see cref="AveragePoolOperation"/>), padding counted as zeros. Of spikes it is no longer binary.</summary>
public sealed record AveragePoolNode : PoolNode
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public AveragePoolNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of("average_pool", "The mean over a square window.", Window(() => new AveragePoolNode("", Image)));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <inheritdoc/>
    public override ScaleRole Scaling => ScaleRole.Passes;

    /// <inheritdoc/>
    public override KeptValues Keeps => KeptValues.None;

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context) => PoolWindows.Averaged(context.Input, Places(context.Input.Shape));

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call) => call.Tape.AveragePool(call.Input, Kernel, Stride, Padding);

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call) => call.Graph.AveragePool(call.Input, Portable);
}
