using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Encodings;

/// <summary>Rate coding (<see cref="RateCodeNode"/>).</summary>
public sealed record RateEncoding : Encoding
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Encoding> Entry { get; } = Entry<Encoding>.Of(
        "rate",
        "a pixel fires at every step with a probability that is its brightness",
        new Section<RateEncoding>(() => new RateEncoding()),
        source: "SpikingJelly, PoissonEncoder");

    /// <inheritdoc/>
    protected override Entry<Encoding> Declared => Entry;

    /// <inheritdoc/>
    public override NetworkDescription Apply(NetworkDescription network)
        => network.Encoded(new RateCodeNode(NodeName, Node.Image));
}
