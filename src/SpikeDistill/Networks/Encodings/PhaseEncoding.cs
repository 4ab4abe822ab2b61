using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Encodings;

/// <summary>Weighted phase coding (Kim et al., 2018; <see cref="PhaseCodeNode"/>).</summary>
public sealed record PhaseEncoding : Encoding
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Encoding> Entry { get; } = Entry<Encoding>.Of(
        "phase",
        "the bits of a pixel, the most significant first, one a step, each with its weight",
        new Section<PhaseEncoding>(() => new PhaseEncoding())
            .Key("bits", PhaseCodeNode.BitsKind, e => e.Bits, (e, v) => e with { Bits = v }, "Bits of a pixel; more time steps begin anew."),
        source: "Kim et al., Neurocomputing 2018");

    /// <summary>Bits of a pixel.</summary>
    public int Bits { get; init; } = 8;

    /// <inheritdoc/>
    protected override Entry<Encoding> Declared => Entry;

    /// <inheritdoc/>
    public override NetworkDescription Apply(NetworkDescription network)
        => network.Encoded(new PhaseCodeNode(NodeName, Node.Image) { Bits = Bits }, new WeighPhasesNode(NodeName + ".weights", NodeName) { Bits = Bits });
}
