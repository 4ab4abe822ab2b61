namespace SpikeDistill.Data;

/// <summary>What the synthetic set holds.</summary>
public sealed record SyntheticOptions
{
    /// <summary>The number of training images.</summary>
    public int Train { get; init; } = 10_000;

    /// <summary>The number of test images.</summary>
    public int Test { get; init; } = 2_000;

    /// <summary>The number of classes, 2 to 20; the first five have stripes, the next five checks, then dots, then rings.</summary>
    public int Classes { get; init; } = 10;

    /// <summary>The seed every image follows from, with its index.</summary>
    public long Seed { get; init; }
}
