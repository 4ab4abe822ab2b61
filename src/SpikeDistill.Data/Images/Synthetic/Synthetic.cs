using SpikeDistill.Options;

namespace SpikeDistill.Data;

/// <summary>The synthetic set by its options: <see cref="SyntheticShapes"/>, drawn when they are needed.</summary>
public record Synthetic : DataSource
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<DataSource> Entry { get; } = Entry<DataSource>.Of(
        "synthetic", "procedural 32x32 colour images of textured shapes; says nothing about photographs", OptionsOf(() => new Synthetic()));

    /// <summary>The number of training images.</summary>
    public int Train { get; init; } = 10_000;

    /// <summary>The number of test images.</summary>
    public int Test { get; init; } = 2_000;

    /// <summary>The number of classes, 2 to 20; the first five have stripes, the next five checks, then dots, then rings.</summary>
    public int Classes { get; init; } = 10;

    /// <summary>The seed every image follows from, with its index.</summary>
    public long Seed { get; init; }

    /// <inheritdoc/>
    protected override Entry<DataSource> Declared => Entry;

    /// <inheritdoc/>
    public override DataSetInfo Describe() => new(Name, SyntheticShapes.ImageSize, Classes, Train, Test, SyntheticShapes.Normalization);

    /// <inheritdoc/>
    public override DataSetInfo Known() => Describe();

    /// <summary>The options of all that draws these scenes.</summary>
    private protected static Section<TSet> OptionsOf<TSet>(Func<TSet> initial)
        where TSet : Synthetic
        => new Section<TSet>(initial)
            .Key("train_size", Size, s => s.Train, (s, v) => (TSet)((Synthetic)s with { Train = v }), "How many training images there are to draw.")
            .Key("test_size", Size, s => s.Test, (s, v) => (TSet)((Synthetic)s with { Test = v }), "How many test images there are to draw.")
            .Key(
                "classes",
                Kinds.Integer(2, SyntheticShapes.MostClasses),
                s => s.Classes,
                (s, v) => (TSet)((Synthetic)s with { Classes = v }),
                "How many classes; the first five have stripes, the next five checks, then dots, then rings.")
            .Key("images_seed", Kinds.Seed, s => s.Seed, (s, v) => (TSet)((Synthetic)s with { Seed = v }), "The seed that every image follows from.");

    /// <inheritdoc/>
    protected override ImageData Read(string? directory)
        => new("synthetic shapes", SyntheticShapes.Train(this), SyntheticShapes.Test(this), SyntheticShapes.Normalization);

    // An image is 3 KiB, and all of a part lie in one array.
    private static Kind<int> Size => Kinds.Integer(1, 500_000);
}
