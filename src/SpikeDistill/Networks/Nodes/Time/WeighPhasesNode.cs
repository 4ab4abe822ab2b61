using SpikeDistill.Options;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>
/// What the spikes of phase coding stand for (<see cref="WeighPhasesOperation"/>): 2^-(1 + t mod bits). Powers of two are shifts, so counting rules take
/// what it gives as the spikes that it reads.
/// </summary>
public sealed record WeighPhasesNode : Node
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public WeighPhasesNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "weigh_phases",
        "Each step times 2^-(1 + t mod bits), what spikes of a phase code stand for.",
        new Section<WeighPhasesNode>(() => new WeighPhasesNode("", Image))
            .Key("bits", PhaseCodeNode.BitsKind, node => node.Bits, (node, value) => node with { Bits = value }, "Bits of the code it reads."));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <summary>Bits of the code it reads.</summary>
    public int Bits { get; init; } = 8;

    /// <inheritdoc/>
    public override bool IsModule => false;

    /// <inheritdoc/>
    public override KeptValues Keeps => KeptValues.None;

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
        => context.Input is { Kind: ValueKind.Spikes, Shape.OverTime: true }
            ? context.Input.Widened()
            : throw new ArgumentException($"weighs spikes by their step, but '{Reads[0]}' gives none.");

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call)
    {
        Shape folded = call.Input.Shape;
        int steps = call.Dynamics.Timesteps;
        Tensor split = call.Tape.Reshape(call.Input, new Shape([steps, folded[0] / steps, .. folded.ToArray()[1..]]));
        Tensor weighed = NodeCall.Replace(split, call.Tape.WeighPhases(split, Bits));
        return NodeCall.Replace(weighed, call.Tape.Reshape(weighed, folded));
    }
}
