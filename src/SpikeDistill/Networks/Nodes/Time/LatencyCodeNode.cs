using SpikeDistill.Options;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>Latency coding (<see cref="LatencyCodeOperation"/>): a pixel fires once, the brighter the sooner.</summary>
public sealed record LatencyCodeNode : EncodingNode
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public LatencyCodeNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "latency_code",
        "The image as spikes: a pixel fires once, the brighter the sooner.",
        new Section<LatencyCodeNode>(() => new LatencyCodeNode("", Image)));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    private protected override Tensor Encode(NodeCall call) => call.Tape.LatencyCode(call.Input, call.Dynamics.Timesteps);
}
