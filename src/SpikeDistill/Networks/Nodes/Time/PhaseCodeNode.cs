using SpikeDistill.Options;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>
/// Phase coding (<see cref="PhaseCodeOperation"/>): a pixel in bits, the most significant first, one a step. Weights are a node of their own.
/// </summary>
public sealed record PhaseCodeNode : EncodingNode
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public PhaseCodeNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>What the number of bits can be.</summary>
    internal static Kind<int> BitsKind { get; } = Kinds.Integer(1, PhaseCodeOperation.MostBits);

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "phase_code",
        "The image as spikes: the bits of a pixel, the most significant first, one a step.",
        new Section<PhaseCodeNode>(() => new PhaseCodeNode("", Image))
            .Key("bits", BitsKind, node => node.Bits, (node, value) => node with { Bits = value }, "Bits of a pixel; more steps begin anew."));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <summary>Bits of a pixel.</summary>
    public int Bits { get; init; } = 8;

    private protected override Tensor Encode(NodeCall call) => call.Tape.PhaseCode(call.Input, call.Dynamics.Timesteps, Bits);
}
