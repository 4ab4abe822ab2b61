using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Encodings;

/// <summary>Latency coding (<see cref="LatencyCodeNode"/>).</summary>
public sealed record LatencyEncoding : Encoding
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Encoding> Entry { get; } = Entry<Encoding>.Of(
        "latency",
        "a pixel fires once, the brighter the sooner",
        new Section<LatencyEncoding>(() => new LatencyEncoding()),
        source: "SpikingJelly, LatencyEncoder");

    /// <inheritdoc/>
    protected override Entry<Encoding> Declared => Entry;

    /// <inheritdoc/>
    public override NetworkDescription Apply(NetworkDescription network)
        => network.Encoded(new LatencyCodeNode(NodeName, Node.Image));
}
