using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>
/// Spiking self attention without a softmax, scale · (q kᵀ) v head by head (<see cref="SpikeAttentionOperation"/>; Zhou et al., ICLR
/// 2023, Eq. 5): the current of the neurons that follow. Between spikes it is counting.
/// </summary>
public sealed record SpikeAttentionNode : Node
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="q">The node that gives queries.</param>
    /// <param name="k">The node that gives keys.</param>
    /// <param name="v">The node that gives values.</param>
    public SpikeAttentionNode(string name, string q, string k, string v)
        : base(name, q, k, v)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "spike_attention",
        "Spiking self attention without a softmax: scale times (q kᵀ) v, head by head.",
        new Section<SpikeAttentionNode>(() => new SpikeAttentionNode("", Image, Image, Image))
            .Key("heads", Kinds.Integer(1, TokenShapes.MostHeads), node => node.Heads, (node, value) => node with { Heads = value }, "Parts of the channels.")
            .Key("scale", Kinds.Single(above: 0), node => node.Scale, (node, value) => node with { Scale = value }, "What the result is multiplied by."));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <summary>Parts of the channels.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>What the result is multiplied by; 0.125 in the public code, whatever the heads.</summary>
    public float Scale { get; init; } = 0.125f;

    /// <inheritdoc/>
    public override int Inputs => 3;

    /// <inheritdoc/>
    public override bool IsModule => false;

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
    {
        ValueShape tokens = TokenShapes.Common(context, Reads);
        TokenShapes.RequireHeads(tokens, Heads);
        return NodeValue.Floats(tokens);
    }

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call) => call.Tape.SpikeAttention(call.Inputs[0], call.Inputs[1], call.Inputs[2], Heads, Scale);

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call)
    {
        PortableGraph graph = call.Graph;
        PortableValue[] heads = [.. call.Inputs.Select(input => TokenShapes.Heads(input, call.Shape, Heads))];
        PortableValue scores = graph.MatMul(heads[0], graph.Permute(heads[1], 0, 1, 3, 2));
        return TokenShapes.Together(graph.MatMul(scores, heads[2]) * Scale, call.Shape);
    }

    /// <inheritdoc/>
    public override LayerWork Work(NodeContext context, NodeValue output) => AttentionWork.Of(output.Shape, Heads);

    /// <inheritdoc/>
    public override KernelMemory Kernels(NodeContext context, NodeValue output, long samples)
    {
        long scratch = AttentionWork.Scratch(output.Shape, Heads);
        return new KernelMemory(scratch, scratch);
    }
}
