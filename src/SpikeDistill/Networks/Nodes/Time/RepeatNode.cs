using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>A value that is the same at every step, from here on over time: what stands before it runs once (direct encoding).</summary>
public sealed record RepeatNode : Node
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public RepeatNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "repeat",
        "A value that is the same at every step, from here on over time.",
        new Section<RepeatNode>(() => new RepeatNode("", Image))
            .Key(
                "as_published",
                NodeNames.Mark,
                node => node.AsPublished,
                (node, value) => node with { AsPublished = value },
                "Whether the published code runs what stands before it once too, so that it is counted once."));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <inheritdoc/>
    public override ScaleRole Scaling => ScaleRole.Passes;

    /// <inheritdoc/>
    public override bool IsModule => false;

    /// <summary>
    /// Whether the published code runs what stands before it once too (SEW's repeats the stem's output), and not at every step (most
    /// repeat the image).
    /// </summary>
    public bool AsPublished { get; init; }

    /// <inheritdoc/>
    public override bool BeginsTimeAsPublished => AsPublished;

    /// <inheritdoc/>
    public override KeptValues Keeps => KeptValues.None;

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
        => context.Input.Shape.OverTime
            ? throw new ArgumentException($"repeats a value that is the same at every step, but '{Reads[0]}' has one for every step already.")
            : context.Input with { Shape = context.Input.Shape with { OverTime = true } };

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call)
    {
        Shape one = call.Input.Shape;
        if (call.Dynamics.Timesteps == 1)
        {
            return call.Tape.Reshape(call.Input, one);
        }

        Tensor repeated = call.Tape.RepeatOverTime(call.Input, call.Dynamics.Timesteps);
        return NodeCall.Replace(repeated, call.Tape.Reshape(repeated, one.With(0, call.Dynamics.Timesteps * one[0])));
    }

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call) => call.Graph.Repeat(call.Input, 1 + NodeWriting.Axes(call.Shape).Length);
}
