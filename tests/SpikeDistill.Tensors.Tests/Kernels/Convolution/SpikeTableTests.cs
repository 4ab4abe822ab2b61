using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Kernels.Convolution.SpikeTables;

namespace SpikeDistill.Tensors.Tests.Kernels.Convolution;

[Trait("Category", "Kernel")]
public sealed class SpikeTableTests
{
    // Images, height, width, channels, outputs, kernel (h, w), stride (h, w), padding (h, w).
    private static readonly ConvolutionShape[] Shapes =
    [
        new(2, 32, 32, 16, 16, 3, 3, 1, 1, 1, 1), // an image in parts
        new(9, 8, 8, 32, 32, 3, 3, 1, 1, 1, 1), // two blocks, a last chunk that is not full
        new(3, 5, 9, 17, 10, 3, 3, 1, 1, 1, 1), // a pixel left over, outputs that fill no vector
        new(2, 17, 19, 12, 20, 3, 3, 2, 2, 1, 1), // odd images and strides
        new(2, 6, 12, 31, 33, 5, 3, 1, 1, 0, 2),
        new(1, 4, 21, 9, 1, 2, 2, 3, 2),
    ];

    public static IEnumerable<TheoryDataRow<SimdLevel, int>> Cases() => SimdLevels.With(Shapes);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gives_the_bits_of_its_reference_with_any_number_of_threads(SimdLevel level, int shape)
    {
        Assert.True(SpikeTableKernel.Covers(Shapes[shape]));
        foreach (double rate in (double[])[0, 0.05, 0.5, 1])
        {
            ConvolutionCase operands = new(Shapes[shape], rate);
            float[] expected = operands.TableOutput();
            foreach (int threads in (int[])[1, 2, 3, 7])
            {
                Near.SameBits(expected, operands.Forward(level, SpikePath.ByCount, threads), $"rate {rate}, {threads} threads, {level} {Shapes[shape]}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Agrees_with_the_definition(SimdLevel level, int shape)
    {
        ConvolutionCase operands = new(Shapes[shape], 0.3);
        Near.Equal(
            operands.Reference.Forward(operands.Input, operands.Weights, operands.Bias),
            operands.Forward(level, SpikePath.ByCount),
            $"{level} {Shapes[shape]}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void One_spike_at_either_end_is_enough(SimdLevel level, int shape)
    {
        foreach (bool last in (bool[])[false, true])
        {
            ConvolutionCase operands = new(Shapes[shape], 0);
            operands.Input[last ? ^1 : 0] = 1;
            Near.SameBits(operands.TableOutput(), operands.Forward(level, SpikePath.ByCount), $"{level} {Shapes[shape]}");
        }
    }

    [Fact]
    public void The_shape_alone_decides()
    {
        Assert.False(SpikeTableKernel.Covers(new(2, 32, 32, 64, 64, 3, 3, 1, 1, 1, 1)));
        Assert.False(SpikeTableKernel.Covers(new(2, 32, 32, 16, 32, 1, 1, 2, 2)));
        Assert.False(SpikeTableKernel.Covers(new(2, 32, 32, 16, 32, 5, 5, 1, 1, 2, 2)));
        Assert.False(SpikeTableKernel.Covers(new(2, 32, 32, 32, 32, 3, 3, 1, 1, 1, 1, 2)));
    }
}
