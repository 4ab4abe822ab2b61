using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Kernels.Convolution.RowTiles;

namespace SpikeDistill.Tensors.Tests.Kernels.Convolution;

[Trait("Category", "Kernel")]
public sealed class RowTileTests
{
    // Images, height, width, channels, outputs, kernel (h, w), stride (h, w), padding (h, w).
    private static readonly ConvolutionShape[] Shapes =
    [
        new(1, 5, 32, 16, 16, 3, 3, 1, 1, 1, 1), // a whole block of tiles
        new(5, 4, 4, 16, 32, 3, 3, 1, 1, 1, 1), // one tile each, a block of images not full
        new(9, 3, 4, 16, 16, 3, 3, 1, 1, 1, 1), // a chunk not full
        new(3, 7, 11, 48, 16, 3, 3, 1, 1, 1, 1), // three blocks of channels, odd columns
        new(2, 20, 18, 16, 16, 3, 3, 1, 1, 1, 1), // rows in chunks
        new(1, 35, 5, 16, 32, 3, 3, 1, 1, 1, 1), // a last chunk of fewer rows
        new(1, 10, 10, 16, 16, 3, 3, 1, 1, 0, 2), // padding of other widths
        new(1, 11, 12, 32, 16, 3, 3, 1, 1, 2, 0),
        new(3, 1, 2, 16, 16, 3, 3, 1, 1, 1, 1), // images smaller than a tile
    ];

    public static IEnumerable<TheoryDataRow<SimdLevel, int>> Cases() => SimdLevels.With(Shapes);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Agrees_with_the_definition(SimdLevel level, int index)
    {
        ConvolutionShape shape = Shapes[index];
        Assert.True(RowTilePlan.Covers(shape, backward: false, FloatPath.Rows));
        ConvolutionCase operands = new(shape);
        ConvolutionCase.Results actual = operands.Run(level, floats: FloatPath.Rows);
        string what = $"{level} {shape}";
        Near.Equal(operands.Reference.Forward(operands.Input, operands.Weights, operands.Bias), actual.Output, what + ", output");
        Near.Equal(operands.Reference.InputGradient(operands.OutputGradient, operands.Weights), actual.InputGradient, what + ", input gradient");
        Near.Equal(operands.ReferenceAddedInputGradient(), operands.AddedInputGradient(level, floats: FloatPath.Rows), what + ", added");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_number_of_threads_changes_no_bit(SimdLevel level, int shape)
    {
        ConvolutionCase operands = new(Shapes[shape]);
        ConvolutionCase.Results expected = operands.Run(level, floats: FloatPath.Rows);
        foreach (int threads in (int[])[2, 3, 7])
        {
            expected.SameBits(operands.Run(level, threads, floats: FloatPath.Rows), $"{threads} threads, {level} {Shapes[shape]}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Counts_give_the_bits_of_their_floats(SimdLevel level, int shape)
    {
        ConvolutionCase operands = new(Shapes[shape], firingRate: 0.4, largest: 255);
        (float[] output, _) = operands.FromCounts(level, SpikePath.ByCount, FloatPath.Rows);
        Near.SameBits(operands.Run(level, floats: FloatPath.Rows).Output, output, $"{level} {Shapes[shape]}");
    }

    [Theory]
    [ClassData(typeof(SimdLevels))]
    public void Typical_errors_are_at_most_three_times_those_of_a_direct_sum(SimdLevel level)
    {
        ConvolutionCase operands = new(new(1, 16, 16, 16, 16, 3, 3, 1, 1, 1, 1));
        double direct = operands.TypicalInputGradientError(level, FloatPath.Direct);
        Assert.InRange(operands.TypicalInputGradientError(level, FloatPath.Rows), direct / 10, 3 * direct);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Only_shapes_that_gain_are_covered(bool backward)
    {
        ConvolutionShape shape = new(32, 32, 32, 16, 16, 3, 3, 1, 1, 1, 1);
        Assert.True(RowTilePlan.Covers(shape, backward));
        Assert.True(RowTilePlan.Covers(shape with { Images = 1 }, backward));
        Assert.True(RowTilePlan.Covers(shape with { Outputs = 64 }, backward));
        Assert.True(RowTilePlan.Covers(shape with { Height = 8, Width = 8 }, backward));
        Assert.False(RowTilePlan.Covers(shape with { Height = 8, Width = 8, Images = 1 }, backward));
        Assert.False(RowTilePlan.Covers(shape with { Height = 2, Width = 2 }, backward));
        Assert.False(RowTilePlan.Covers(shape with { Channels = 32, Outputs = 32 }, backward));
        Assert.False(RowTilePlan.Covers(shape with { Outputs = 24 }, backward));
        Assert.False(RowTilePlan.Covers(shape with { StrideHeight = 2 }, backward));
        Assert.False(RowTilePlan.Covers(shape with { KernelWidth = 5 }, backward));
        Assert.False(RowTilePlan.Covers(shape with { Groups = 2 }, backward));
    }
}
