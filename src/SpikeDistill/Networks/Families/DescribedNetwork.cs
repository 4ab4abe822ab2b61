using SpikeDistill.Networks.Graphs;
using SpikeDistill.Options;

namespace SpikeDistill.Networks.Families;

/// <summary>A network of one's own in place of a family: its nodes as they are.</summary>
/// <param name="Description">The nodes.</param>
public sealed record DescribedNetwork(NetworkDescription Description) : NetworkFamily
{
    private static readonly Entry<NetworkFamily> Entry = Entry<NetworkFamily>.Of(
        "description",
        "a network that is described node by node",
        new Section<DescribedNetwork>(() => throw new InvalidOperationException("Nothing is described.")));

    /// <inheritdoc/>
    public override string Name => Description.Name;

    /// <inheritdoc/>
    public override string Title => $"{Name} (described)";

    /// <inheritdoc/>
    protected override Entry<NetworkFamily> Declared => Entry;

    /// <inheritdoc/>
    public override void Check()
    {
    }

    /// <inheritdoc/>
    public override IEnumerable<NetworkFamily> Guesses(WeightShapes shapes) => [];

    /// <inheritdoc/>
    public override NetworkDescription Describe(NetworkInputs inputs)
        => Description.Classes == inputs.Classes && Description.Image.Channels == inputs.Channels
            ? Description
            : throw new ArgumentException(
                $"The network '{Description.Name}' takes {Description.Image.Channels} channels and knows {Description.Classes} classes, "
                    + $"but its settings say {inputs.Channels} and {inputs.Classes}.");

    /// <inheritdoc/>
    public bool Equals(DescribedNetwork? other)
        => other is not null && (ReferenceEquals(Description, other.Description)
            || DescriptionText.Write(Description) == DescriptionText.Write(other.Description));

    /// <inheritdoc/>
    public override int GetHashCode() => Description.Name.GetHashCode(StringComparison.Ordinal);

    internal override IEnumerable<MapEntry> Written
        =>
        [
            new MapEntry(new ScalarNode("architecture"), new ScalarNode(Name)),
            new MapEntry(new ScalarNode("description"), new ScalarNode(Origin.None, DescriptionText.Write(Description), quoted: true)),
        ];
}
