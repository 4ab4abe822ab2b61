using SpikeDistill.Networks.Graphs;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Encodings;

/// <summary>The image as it is, at every step; what stands before the first neurons runs once.</summary>
public sealed record DirectEncoding : Encoding
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Encoding> Entry { get; } = Entry<Encoding>.Of(
        "direct", "the image as it is, at every step", new Section<DirectEncoding>(() => new DirectEncoding()));

    /// <inheritdoc/>
    protected override Entry<Encoding> Declared => Entry;

    /// <inheritdoc/>
    public override NetworkDescription Apply(NetworkDescription network) => network;
}
