using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Tensors.Tests.Kernels;

/// <summary>The levels this process can run, as theory data; a child of <see cref="LowerSimdLevelTests"/> its own.</summary>
public sealed class SimdLevels : TheoryData<SimdLevel>
{
    public SimdLevels() => AddRange(Here().ToArray());

    /// <summary>Every level with the index of every shape.</summary>
    internal static IEnumerable<TheoryDataRow<SimdLevel, int>> With(ConvolutionShape[] shapes) =>
        from level in Here()
        from shape in Enumerable.Range(0, shapes.Length)
        select new TheoryDataRow<SimdLevel, int>(level, shape);

    private static IEnumerable<SimdLevel> Here()
        => LowerSimdLevelTests.IsChild ? [Simd.Current] : Enum.GetValues<SimdLevel>().Where(level => level <= Simd.Current);
}
