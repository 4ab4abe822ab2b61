using SpikeDistill.Tensors.Kernels.Convolution.Dense;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;

namespace SpikeDistill.Tensors.Tests.Kernels.Convolution;

[Trait("Category", "Kernel")]
public sealed class SpikeForwardTests
{
    // Images, height, width, channels, outputs, kernel (h, w), stride (h, w), padding (h, w).
    private static readonly ConvolutionShape[] Shapes =
    [
        new(2, 8, 8, 64, 64, 3, 3, 1, 1, 1, 1), // whole words of channels, a whole panel at 512 bits
        new(1, 32, 32, 16, 16, 3, 3, 1, 1, 1, 1), // an image in parts, a panel of two vectors
        new(6, 4, 4, 80, 40, 3, 3, 1, 1, 1, 1), // a second word of channels, a last panel of two vectors
        new(9, 4, 4, 40, 65, 3, 3, 1, 1, 1, 1), // rows of six bytes, one output in the last panel
        new(5, 7, 7, 17, 10, 3, 3, 1, 1, 1, 1), // odd everywhere
        new(7, 2, 2, 130, 5, 3, 3, 1, 1, 1, 1), // more padding than image
        new(3, 1, 1, 6, 7, 3, 3, 1, 1, 1, 1), // one pixel, columns folded into channels in the dense form
        new(1, 5, 3, 20, 1, 5, 5, 1, 1, 2, 2), // a block in several segments
        new(2, 12, 11, 6, 17, 7, 7, 2, 2, 3, 3), // a kernel row in two pieces
        new(2, 8, 8, 32, 64, 3, 3, 2, 2, 1, 1), // a stage's first convolution
        new(2, 33, 31, 24, 20, 3, 3, 2, 2, 1, 1), // odd images and strides
        new(2, 8, 8, 20, 136, 1, 1, 2, 2), // projection: most inputs unused
        new(3, 7, 9, 7, 5, 3, 2, 3, 2, 0, 1),
        new(2, 10, 7, 18, 9, 2, 3, 1, 3, 2, 0),
        new(1, 6, 6, 9, 4, 2, 2, 3, 3), // stride beyond the kernel
        new(2, 3, 4, 33, 6, 1, 1, 1, 1, 3, 3), // padding beyond the kernel
        new(1, 1, 1, 20, 2, 1, 1, 2, 2, 1, 1), // only padding is seen
        new(2, 3, 3, 20, 6, 5, 9, 1, 1, 4, 7), // kernel and padding larger than the image
        new(7, 3, 5, 23, 19, 1, 1),
        new(600, 1, 1, 70, 130, 1, 1), // a linear layer, more pixels than a chunk
        new(40, 1, 1, 600, 70, 1, 1), // several segments of either length
        new(1, 3, 3, 300, 20, 3, 3, 1, 1, 1, 1), // the dense form continues its sums
        new(33, 16, 16, 18, 3, 3, 3, 1, 1, 1, 1), // a last chunk that is not full
        new(1, 3, 700, 5, 3, 3, 3, 1, 1, 1, 1), // a row longer than a chunk
    ];

    public static IEnumerable<TheoryDataRow<SimdLevel, int>> Cases() => SimdLevels.With(Shapes);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sparse_gives_the_bits_of_dense(SimdLevel level, int shape)
    {
        foreach (double rate in (double[])[0, 0.05, 0.5, 1])
        {
            ConvolutionCase operands = new(Shapes[shape], rate);
            Near.SameBits(operands.Forward(level, SpikePath.Dense), operands.Forward(level, SpikePath.Sparse), $"rate {rate}, {level} {Shapes[shape]}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Listed_counts_give_the_bits_of_dense(SimdLevel level, int shape)
    {
        foreach ((double rate, int largest) in ((double, int)[])[(0, 1), (0.05, 2), (0.5, 5), (0.3, 255), (1, 3)])
        {
            ConvolutionCase operands = new(Shapes[shape], rate, largest);
            float[] dense = operands.FromCounts(level, SpikePath.Dense, FloatPath.Direct).Output;
            float[] sparse = operands.FromCounts(level, SpikePath.Sparse, FloatPath.Direct, threads: 2).Output;
            Near.SameBits(operands.Run(level, floats: FloatPath.Direct).Output, dense, $"dense, rate {rate}, {level} {Shapes[shape]}");
            Near.SameBits(dense, sparse, $"rate {rate}, {level} {Shapes[shape]}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void One_spike_at_either_end_is_enough(SimdLevel level, int shape)
    {
        foreach (bool last in (bool[])[false, true])
        {
            ConvolutionCase operands = new(Shapes[shape], 0);
            operands.Input[last ? ^1 : 0] = 1;
            Near.SameBits(operands.Forward(level, SpikePath.Dense), operands.Forward(level, SpikePath.Sparse), $"{level} {Shapes[shape]}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_number_of_threads_changes_no_bit(SimdLevel level, int shape)
    {
        ConvolutionCase operands = new(Shapes[shape], 0.2);
        float[] expected = operands.Forward(level, SpikePath.Sparse);
        foreach (int threads in (int[])[2, 3, 7])
        {
            Near.SameBits(expected, operands.Forward(level, SpikePath.Sparse, threads), $"{threads} threads, {level} {Shapes[shape]}");
        }
    }

    [Theory]
    [ClassData(typeof(SimdLevels))]
    public void Sparse_agrees_with_the_definition(SimdLevel level)
    {
        foreach (ConvolutionShape shape in Shapes.Take(12))
        {
            ConvolutionCase operands = new(shape, 0.3);
            Near.Equal(
                operands.Reference.Forward(operands.Input, operands.Weights, operands.Bias), operands.Forward(level, SpikePath.Sparse), $"{level} {shape}");
        }
    }

    [Theory]
    [ClassData(typeof(SimdLevels))]
    public void The_sign_of_zero_is_the_same(SimdLevel level)
    {
        foreach (double rate in (double[])[0, 0.2])
        {
            ConvolutionCase operands = new(new(2, 5, 5, 20, 9, 3, 3, 1, 1, 1, 1), rate);
            for (int i = 0; i < operands.Weights.Length; i++) operands.Weights[i] = i % 3 == 0 ? -0f : i % 3 == 1 ? 0f : -operands.Weights[i];
            operands.Bias.AsSpan().Fill(-0f);
            Near.SameBits(operands.Forward(level, SpikePath.Dense), operands.Forward(level, SpikePath.Sparse), $"rate {rate}, {level}");
        }
    }

    [Fact]
    public void Few_spikes_are_listed_and_many_multiplied()
    {
        ConvolutionShape shape = new(64, 16, 16, 128, 128, 3, 3, 1, 1, 1, 1);
        ForwardPlan plan = ForwardPlan.For(shape);
        CorrelationPlan dense = CorrelationPlan.Forward(shape);
        foreach (bool values in (bool[])[false, true])
        {
            Assert.True(ForwardCost.Pays(plan, dense, 16, shape.InputLength / 20, values));
            Assert.True(ForwardCost.Pays(plan, dense, 16, shape.InputLength / 3, values));
            Assert.False(ForwardCost.Pays(plan, dense, 16, shape.InputLength, values));
        }
    }
}
