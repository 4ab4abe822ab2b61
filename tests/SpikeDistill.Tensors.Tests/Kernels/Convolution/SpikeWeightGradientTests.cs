using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Kernels.Convolution.SpikeWeights;

namespace SpikeDistill.Tensors.Tests.Kernels.Convolution;

[Trait("Category", "Kernel")]
public sealed class SpikeWeightGradientTests
{
    // Images, height, width, channels, outputs, kernel (h, w), stride (h, w), padding (h, w).
    private static readonly ConvolutionShape[] Shapes =
    [
        new(2, 8, 8, 64, 32, 3, 3, 1, 1, 1, 1), // whole words of channels
        new(1, 32, 32, 16, 16, 3, 3, 1, 1, 1, 1), // an image in parts
        new(6, 4, 4, 80, 40, 3, 3, 1, 1, 1, 1), // a second word of channels, a last panel of half a vector
        new(9, 4, 4, 40, 65, 3, 3, 1, 1, 1, 1), // rows of six bytes
        new(5, 7, 7, 17, 10, 3, 3, 1, 1, 1, 1), // odd everywhere
        new(7, 2, 2, 130, 5, 3, 3, 1, 1, 1, 1), // more padding than image
        new(3, 1, 1, 6, 7, 3, 3, 1, 1, 1, 1),
        new(1, 5, 3, 20, 1, 5, 5, 1, 1, 2, 2),
        new(2, 12, 11, 6, 17, 7, 7, 2, 2, 3, 3),
        new(2, 8, 8, 32, 64, 3, 3, 2, 2, 1, 1), // a stage's first convolution
        new(2, 33, 31, 24, 20, 3, 3, 2, 2, 1, 1), // the same in parts of odd images
        new(2, 8, 8, 20, 136, 1, 1, 2, 2), // projection: most inputs unused
        new(3, 7, 9, 7, 5, 3, 2, 3, 2, 0, 1),
        new(2, 10, 7, 18, 9, 2, 3, 1, 3, 2, 0),
        new(1, 6, 6, 9, 4, 2, 2, 3, 3), // stride beyond the kernel
        new(2, 3, 4, 33, 6, 1, 1, 1, 1, 3, 3), // padding beyond the kernel
        new(1, 1, 1, 20, 2, 1, 1, 2, 2, 1, 1), // only padding is seen
        new(7, 3, 5, 23, 19, 1, 1), // folded
        new(600, 1, 1, 70, 130, 1, 1), // a linear layer, more pixels than a chunk
        new(3, 50, 40, 17, 9, 3, 3, 1, 1, 1, 1), // runs that end inside an image
        new(3, 100, 80, 17, 3, 3, 3, 2, 2, 1, 1),
        new(33, 16, 16, 18, 3, 3, 3, 1, 1, 1, 1), // several runs of images

        // With one lane, four, eight and sixteen in turn: 15 panels, the last group of which has more batches than a full one,
        new(40, 1, 1, 20, 15, 1, 1),
        new(40, 1, 1, 20, 60, 1, 1),
        new(40, 1, 1, 20, 120, 1, 1),
        new(40, 1, 1, 20, 240, 1, 1),

        // and 7 panels with the phases of stride 2, which do the same.
        new(2, 8, 8, 20, 7, 3, 3, 2, 2, 1, 1),
        new(2, 8, 8, 20, 28, 3, 3, 2, 2, 1, 1),
        new(2, 8, 8, 20, 56, 3, 3, 2, 2, 1, 1),
        new(2, 8, 8, 20, 112, 3, 3, 2, 2, 1, 1),
    ];

    public static IEnumerable<TheoryDataRow<SimdLevel, int>> Cases() => SimdLevels.With(Shapes);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sparse_gives_the_bits_of_dense(SimdLevel level, int shape)
    {
        foreach (double rate in (double[])[0, 0.05, 0.5, 1])
        {
            ConvolutionCase operands = new(Shapes[shape], rate);
            float[] dense = operands.WeightGradient(level, SpikePath.Dense);
            Near.SameBits(dense, operands.WeightGradient(level, SpikePath.Sparse), $"rate {rate}, {level} {Shapes[shape]}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Listed_counts_give_the_bits_of_dense(SimdLevel level, int shape)
    {
        foreach ((double rate, int largest) in ((double, int)[])[(0, 1), (0.05, 2), (0.5, 5), (0.3, 255), (1, 3)])
        {
            ConvolutionCase operands = new(Shapes[shape], rate, largest);
            float[] dense = operands.FromCounts(level, SpikePath.Dense, FloatPath.ByShape).WeightGradient;
            float[] sparse = operands.FromCounts(level, SpikePath.Sparse, FloatPath.ByShape, threads: 2).WeightGradient;
            Near.SameBits(operands.WeightGradientOfFloats(level), dense, $"dense, rate {rate}, {level} {Shapes[shape]}");
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
            float[] dense = operands.WeightGradient(level, SpikePath.Dense);
            Near.SameBits(dense, operands.WeightGradient(level, SpikePath.Sparse), $"{level} {Shapes[shape]}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_number_of_threads_changes_no_bit(SimdLevel level, int shape)
    {
        ConvolutionCase operands = new(Shapes[shape], 0.2);
        float[] expected = operands.WeightGradient(level, SpikePath.Sparse);
        foreach (int threads in (int[])[2, 3, 7])
        {
            Near.SameBits(expected, operands.WeightGradient(level, SpikePath.Sparse, threads), $"{threads} threads, {level} {Shapes[shape]}");
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
                operands.Reference.WeightGradient(operands.Input, operands.OutputGradient),
                operands.WeightGradient(level, SpikePath.Sparse),
                $"{level} {shape}");
        }
    }

    [Fact]
    public void Few_spikes_are_listed_and_many_multiplied()
    {
        SpikeWeightPlan plan = SpikeWeightPlan.For(new(64, 16, 16, 128, 128, 3, 3, 1, 1, 1, 1), 16);
        long all = plan.Shape.InputLength;
        foreach (bool values in (bool[])[false, true])
        {
            Assert.True(SpikeCost.Pays(plan, all / 20, values));
            Assert.True(SpikeCost.Pays(plan, all / 3, values));
            Assert.False(SpikeCost.Pays(plan, all, values));
        }
    }
}
