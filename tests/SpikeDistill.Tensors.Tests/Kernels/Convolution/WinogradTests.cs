using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Kernels.Convolution.Winograd;

namespace SpikeDistill.Tensors.Tests.Kernels.Convolution;

[Trait("Category", "Kernel")]
public sealed class WinogradTests
{
    // Images, height, width, channels, outputs, kernel (h, w), stride (h, w), padding (h, w).
    private static readonly ConvolutionShape[] Shapes =
    [
        new(5, 4, 4, 32, 64, 3, 3, 1, 1, 1, 1), // one tile each
        new(2, 8, 8, 32, 80, 3, 3, 1, 1, 1, 1), // a last panel of one vector, a block of tiles not full
        new(2, 7, 8, 80, 32, 3, 3, 1, 1, 1, 1), // odd rows
        new(3, 6, 11, 48, 32, 3, 3, 1, 1, 1, 1), // odd columns
        new(1, 16, 20, 32, 32, 3, 3, 1, 1, 1, 1), // more tiles than a chunk
        new(1, 10, 10, 32, 32, 3, 3, 1, 1, 0, 2), // padding of other widths
        new(1, 11, 12, 32, 48, 3, 3, 1, 1, 2, 0),
        new(3, 1, 2, 32, 32, 3, 3, 1, 1, 1, 1), // images smaller than a tile
        new(9, 12, 12, 32, 48, 3, 3, 1, 1, 1, 1), // more tiles than outputs: chunks of tiles
        new(13, 8, 8, 64, 32, 3, 3, 1, 1, 1, 1), // forward by chunks, backward by panels
        new(15, 8, 7, 32, 80, 3, 3, 1, 1, 1, 1), // forward by panels in two chunks, backward by chunks
    ];

    public static IEnumerable<TheoryDataRow<SimdLevel, int>> Cases() => SimdLevels.With(Shapes);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Agrees_with_the_definition(SimdLevel level, int index)
    {
        ConvolutionShape shape = Shapes[index];
        Assert.True(WinogradPlan.Covers(shape, backward: false, FloatPath.Tiles));
        ConvolutionCase operands = new(shape);
        ConvolutionCase.Results actual = operands.Run(level, floats: FloatPath.Tiles);
        string what = $"{level} {shape}";
        Near.Equal(operands.Reference.Forward(operands.Input, operands.Weights, operands.Bias), actual.Output, what + ", output");
        Near.Equal(operands.Reference.InputGradient(operands.OutputGradient, operands.Weights), actual.InputGradient, what + ", input gradient");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_number_of_threads_changes_no_bit(SimdLevel level, int shape)
    {
        ConvolutionCase operands = new(Shapes[shape]);
        ConvolutionCase.Results expected = operands.Run(level, floats: FloatPath.Tiles);
        foreach (int threads in (int[])[2, 3, 7])
        {
            expected.SameBits(operands.Run(level, threads, floats: FloatPath.Tiles), $"{threads} threads, {level} {Shapes[shape]}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Counts_give_the_bits_of_their_floats(SimdLevel level, int shape)
    {
        ConvolutionCase operands = new(Shapes[shape], firingRate: 0.4, largest: 255);
        (float[] output, _) = operands.FromCounts(level, SpikePath.ByCount, FloatPath.Tiles);
        Near.SameBits(operands.Run(level, floats: FloatPath.Tiles).Output, output, $"{level} {Shapes[shape]}");
    }

    [Theory]
    [ClassData(typeof(SimdLevels))]
    public void Typical_errors_are_at_most_three_times_those_of_a_direct_sum(SimdLevel level)
    {
        ConvolutionCase operands = new(new(1, 16, 16, 48, 48, 3, 3, 1, 1, 1, 1));
        double direct = operands.TypicalInputGradientError(level, FloatPath.Direct);
        Assert.InRange(operands.TypicalInputGradientError(level, FloatPath.Tiles), direct / 10, 3 * direct);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Only_shapes_that_gain_are_covered(bool backward)
    {
        ConvolutionShape shape = new(32, 16, 16, 128, 128, 3, 3, 1, 1, 1, 1);
        Assert.True(WinogradPlan.Covers(shape, backward));
        Assert.True(WinogradPlan.Covers(shape with { Height = 4, Width = 4, Images = 128 }, backward));
        Assert.False(WinogradPlan.Covers(shape with { Height = 4, Width = 4, Images = 16 }, backward));
        Assert.False(WinogradPlan.Covers(shape with { Height = 2, Width = 2 }, backward));
        Assert.False(WinogradPlan.Covers(shape with { Channels = 16 }, backward));
        Assert.False(WinogradPlan.Covers(shape with { Outputs = 72 }, backward));
        Assert.False(WinogradPlan.Covers(shape with { StrideHeight = 2 }, backward));
        Assert.False(WinogradPlan.Covers(shape with { KernelWidth = 5 }, backward));
        Assert.False(WinogradPlan.Covers(shape with { Groups = 2 }, backward));
    }
}
