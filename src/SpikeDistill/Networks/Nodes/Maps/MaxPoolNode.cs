using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>
/// The largest value in a square window (<see cref="MaxPoolOperation"/>), padding left out; of spikes whether any fires, which is a
/// spike again.
/// </summary>
public sealed record MaxPoolNode : PoolNode
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public MaxPoolNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "max_pool", "The largest value in a square window; of spikes whether any fires.", Window(() => new MaxPoolNode("", Image)));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <inheritdoc/>
    public override ScaleRole Scaling => ScaleRole.Passes;

    /// <inheritdoc/>
    public override KeptValues Keeps => KeptValues.Inputs | KeptValues.Output;

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
    {
        NodeValue read = context.Input;
        return read with
        {
            Shape = Places(read.Shape),
            Kind = read.Kind == ValueKind.Image ? ValueKind.Floats : read.Kind,
            Sources = [.. read.Sources.Select(spikes => spikes with { Together = spikes.Together * Kernel * Kernel })],
        };
    }

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call) => call.Tape.MaxPool(call.Input, Kernel, Stride, Padding);

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call) => call.Graph.MaxPool(call.Input, Portable);
}
