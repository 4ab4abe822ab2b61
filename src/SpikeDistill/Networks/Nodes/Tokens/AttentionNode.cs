using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>
/// Attention of tokens to each other with several heads, softmax(q kᵀ / √(channels of a head)) v (<see cref="AttentionOperation"/>).
/// It reads queries, keys and values side by side in the channels, as one linear layer gives them.
/// </summary>
public sealed record AttentionNode : Node
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public AttentionNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "attention",
        "Attention with a softmax; queries, keys and values stand side by side in the channels it reads.",
        new Section<AttentionNode>(() => new AttentionNode("", Image))
            .Key(
                "heads",
                Kinds.Integer(1, TokenShapes.MostHeads),
                node => node.Heads,
                (node, value) => node with { Heads = value },
                "Parts of the channels."));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <summary>Parts of the channels.</summary>
    public int Heads { get; init; } = 8;

    /// <inheritdoc/>
    public override bool IsModule => false;

    /// <inheritdoc/>
    public override KeptValues Keeps => KeptValues.None;

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
    {
        ValueShape read = TokenShapes.OfFloats(context, Reads);
        if (read.Channels % 3 != 0)
        {
            throw new ArgumentException($"reads queries, keys and values side by side, three equal parts of the channels, but '{Reads[0]}' gives {read}.");
        }

        ValueShape tokens = read with { Channels = read.Channels / 3 };
        TokenShapes.RequireHeads(tokens, Heads);
        return NodeValue.Floats(tokens);
    }

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call)
    {
        int channels = call.Input.Shape[^1] / 3;
        Tensor[] parts = [.. Enumerable.Range(0, 3).Select(part => call.Tape.Slice(call.Input, axis: 2, part * channels, channels))];
        Tensor attended = call.Tape.Attention(parts[0], parts[1], parts[2], Heads);
        foreach (Tensor part in parts)
        {
            part.Release();
        }

        return attended;
    }

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call)
    {
        (PortableGraph graph, ValueShape tokens) = (call.Graph, call.Output.Shape);
        PortableValue[] heads = [.. Enumerable.Range(0, 3)
            .Select(part => TokenShapes.Heads(graph.Slice(call.Input, axis: 2, part * tokens.Channels, tokens.Channels), tokens, Heads))];
        PortableValue scores = graph.MatMul(heads[0], graph.Permute(heads[1], 0, 1, 3, 2)) * (1 / MathF.Sqrt(tokens.Channels / Heads));
        return TokenShapes.Together(graph.MatMul(graph.Softmax(scores), heads[2]), tokens);
    }

    /// <inheritdoc/>
    public override LayerWork Work(NodeContext context, NodeValue output)
    {
        long products = 2L * output.Shape.TokenCount!.Value * output.Shape.Count!.Value;
        return new LayerWork { Products = products, Connections = products };
    }

    /// <inheritdoc/>
    public override KernelMemory Kernels(NodeContext context, NodeValue output, long samples)
    {
        long tokens = output.Shape.TokenCount!.Value, scratch = AttentionWork.Scratch(output.Shape, Heads);
        long weights = TensorBytes.Floats(checked(samples * Heads * tokens * tokens)), parts = 3 * TensorBytes.Gradient(output, samples);
        return new KernelMemory(scratch + weights + parts, scratch + parts) { Kept = weights + parts };
    }
}
