using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>The Gaussian error linear unit (<see cref="GeluOperation"/>), whatever fires in the network elsewhere.</summary>
public sealed record GeluNode : Node
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public GeluNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "gelu",
        "The Gaussian error linear unit.",
        new Section<GeluNode>(() => new GeluNode("", Image)));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
        => context.Input.Packed
            ? throw new ArgumentException($"takes floats, but reads the spikes of '{context.Input.Sources[0].Layer}'; put a linear layer between them.")
            : NodeValue.Floats(context.Input.Shape);

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call) => call.Tape.Gelu(call.Input);

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call) => call.Graph.Gelu(call.Input);

    /// <inheritdoc/>
    public override LayerWork Work(NodeContext context, NodeValue output) => new() { Rectified = output.Shape.Count!.Value };
}
