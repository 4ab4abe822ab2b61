using SpikeDistill.Options;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>
/// Rate coding (<see cref="RateCodeOperation"/>): at every step a pixel fires with a probability that is its brightness. What is drawn follows from seed,
/// epoch and sample.
/// </summary>
public sealed record RateCodeNode : EncodingNode
{
    /// <summary>What its numbers are for.</summary>
    internal static readonly ulong Stream = CounterRandom.Stream("rate code");

    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public RateCodeNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "rate_code",
        "The image as spikes: at every step a pixel fires with a probability that is its brightness.",
        new Section<RateCodeNode>(() => new RateCodeNode("", Image)));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    private protected override Tensor Encode(NodeCall call)
    {
        SampleDraws draws = call.Draws ?? SampleDraws.Fixed([.. Enumerable.Range(0, call.Input.Shape[0])]);
        return call.Tape.RateCode(
            call.Input, call.Dynamics.Timesteps, [.. draws.Samples.Select(sample => new CounterRandom(draws.Seed, Stream, draws.Epoch, sample))]);
    }
}
