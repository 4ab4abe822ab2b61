using SpikeDistill.Options;

namespace SpikeDistill.Data;

/// <summary>The synthetic set in grey by its options: <see cref="GreyShapes"/>, drawn when they are needed.</summary>
public sealed record SyntheticGrey : Synthetic
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<DataSource> GreyEntry { get; } = Entry<DataSource>.Of(
        "synthetic-grey", "the synthetic set in grey, the middle 28x28 pixels", OptionsOf(() => new SyntheticGrey()));

    /// <inheritdoc/>
    protected override Entry<DataSource> Declared => GreyEntry;

    /// <inheritdoc/>
    public override DataSetInfo Describe() => new(Name, GreyShapes.ImageSize, Classes, Train, Test, GreyShapes.Normalization);

    /// <inheritdoc/>
    protected override ImageData Read(string? directory)
        => new("synthetic shapes, grey", GreyShapes.Train(this), GreyShapes.Test(this), GreyShapes.Normalization);
}
