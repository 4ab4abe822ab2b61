namespace SpikeDistill.Costs;

/// <summary>The energy of an operation at 45 nm.</summary>
/// <param name="Precision">The number format.</param>
/// <param name="MacPicojoules">A multiply-accumulate, pJ.</param>
/// <param name="AcPicojoules">An accumulate, pJ.</param>
public sealed record EnergyCost(string Precision, double MacPicojoules, double AcPicojoules)
{
    /// <summary>32-bit float, the papers' figures (Horowitz, ISSCC 2014).</summary>
    public static readonly EnergyCost Float32 = new("fp32", 4.6, 0.9);

    /// <summary>16-bit float.</summary>
    public static readonly EnergyCost Float16 = new("fp16", 1.5, 0.4);

    /// <summary>8-bit integer.</summary>
    public static readonly EnergyCost Int8 = new("int8", 0.23, 0.03);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<EnergyCost> All { get; } = [Float32, Float16, Int8];
}
