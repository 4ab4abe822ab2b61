using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Kernels.Convolution.SpikeTables;

namespace SpikeDistill.Tensors.Tests.Kernels.Convolution;

[Trait("Category", "Kernel")]
public sealed class ConvolutionKernelTests
{
    // Images, height, width, channels, outputs, kernel (h, w), stride (h, w), padding (h, w), groups.
    private static readonly ConvolutionShape[] Shapes =
    [
        new(2, 8, 8, 16, 32, 3, 3, 1, 1, 1, 1), // whole tiles
        new(1, 12, 12, 64, 48, 3, 3, 1, 1, 1, 1), // a last panel of one vector
        new(3, 4, 4, 33, 65, 3, 3, 1, 1, 1, 1), // one channel more than blocks
        new(5, 7, 7, 17, 10, 3, 3, 1, 1, 1, 1), // odd everywhere
        new(6, 2, 2, 40, 24, 3, 3, 1, 1, 1, 1), // images smaller than the kernel, side by side
        new(3, 1, 1, 5, 7, 3, 3, 1, 1, 1, 1),
        new(1, 1, 1, 1, 1, 1, 1),
        new(1, 5, 3, 1, 1, 5, 5, 1, 1, 2, 2),
        new(2, 9, 32, 3, 16, 3, 3, 1, 1, 1, 1), // stem
        new(2, 9, 11, 3, 17, 7, 7, 2, 2, 3, 3), // stem of large images
        new(2, 8, 8, 32, 64, 3, 3, 2, 2, 1, 1), // a stage's first convolution
        new(2, 8, 8, 20, 36, 1, 1, 2, 2), // projection: most inputs unused
        new(3, 7, 9, 6, 5, 3, 2, 3, 2, 0, 1),
        new(2, 10, 7, 18, 9, 2, 3, 1, 3, 2, 0),
        new(1, 6, 6, 4, 4, 2, 2, 3, 3), // stride beyond the kernel
        new(1, 1, 1, 3, 2, 1, 1, 2, 2, 1, 1), // only padding is seen
        new(2, 3, 3, 4, 6, 5, 5, 1, 1, 3, 3), // kernel larger than the image
        new(7, 3, 5, 3, 19, 1, 1), // folded
        new(4, 1, 1, 130, 70, 1, 1), // a linear layer
        new(37, 1, 1, 31, 10, 1, 1),
        new(211, 1, 1, 210, 200, 1, 1), // several chunks of pixels and spans of channels, sums continued both ways
        new(2, 6, 6, 8, 12, 3, 3, 1, 1, 1, 1, 2), // groups
        new(2, 5, 5, 34, 34, 3, 3, 1, 1, 1, 1, 17),
        new(2, 6, 5, 19, 19, 3, 3, 2, 2, 1, 1, 19), // depthwise
        new(2, 4, 4, 80, 16, 1, 3, 1, 1, 0, 1, 2),
        new(1, 3, 3, 300, 20, 3, 3, 1, 1, 1, 1), // several spans of channels, sums continued
        new(3, 20, 40, 9, 8, 3, 3, 1, 1, 1, 1), // several chunks of rows, several runs of pixels
        new(9, 16, 16, 4, 3, 3, 3, 1, 1, 1, 1),
    ];

    private static readonly ConvolutionShape[] LinearLayers =
    [
        new(2051, 1, 1, 17, 801, 1, 1), // the input gradient in two spans
        new(2051, 1, 1, 801, 17, 1, 1), // the forward pass in two spans
    ];

    public static IEnumerable<TheoryDataRow<SimdLevel, int>> Cases() => SimdLevels.With(Shapes);

    public static IEnumerable<TheoryDataRow<SimdLevel, int>> ManyRows() => SimdLevels.With(LinearLayers);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Agrees_with_the_definition(SimdLevel level, int shape) => AssertAgrees(level, Shapes[shape]);

    [Theory]
    [ClassData(typeof(SimdLevels))]
    public void Any_kernel_stride_and_padding_agrees_with_the_definition(SimdLevel level)
    {
        foreach (int kernel in (int[])[1, 2, 3, 5, 7])
        {
            for (int stride = 1; stride <= 3; stride++)
            {
                for (int padding = 0; padding <= 3; padding++)
                {
                    // The other axis gets other values, and images are 3 to 9 pixels wide.
                    int otherKernel = 1 + (kernel * 2 % 5), otherStride = 1 + (stride % 3), otherPadding = 3 - padding;
                    int height = Math.Max(kernel - (2 * padding), 3 + (kernel + stride + padding) % 4);
                    int width = Math.Max(otherKernel - (2 * otherPadding), 4 + ((kernel * 3) + stride + padding) % 6);
                    ConvolutionShape shape = new(
                        1 + ((stride + padding) % 6), height, width, 1 + (kernel * 5 % 19), 1 + (((3 * padding) + stride) % 18),
                        kernel, otherKernel, stride, otherStride, padding, otherPadding);
                    AssertAgrees(level, shape);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_input_gradient_adds_to_what_is_there(SimdLevel level, int shape)
    {
        ConvolutionCase operands = new(Shapes[shape]);
        float[] one = operands.AddedInputGradient(level);
        Near.Equal(operands.ReferenceAddedInputGradient(), one, $"{level} {Shapes[shape]}");
        Near.SameBits(one, operands.AddedInputGradient(level, threads: 3), $"3 threads, {level} {Shapes[shape]}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_number_of_threads_changes_no_bit(SimdLevel level, int shape)
    {
        ConvolutionCase operands = new(Shapes[shape]);
        ConvolutionCase.Results expected = operands.Run(level, threads: 1);
        foreach (int threads in (int[])[2, 3, 7, 16])
        {
            expected.SameBits(operands.Run(level, threads), $"{threads} threads, {level} {Shapes[shape]}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Spikes_give_the_bits_of_their_floats(SimdLevel level, int shape)
    {
        foreach (double rate in (double[])[0, 0.1, 0.5, 1])
        {
            ConvolutionCase operands = new(Shapes[shape], rate);
            ConvolutionCase.Results expected = operands.Run(level);
            if (SpikeTableKernel.Covers(Shapes[shape])) expected = expected with { Output = operands.TableOutput() };
            expected.SameBits(operands.Run(level, spikes: true), $"rate {rate}, {level} {Shapes[shape]}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Counts_give_the_bits_of_their_floats(SimdLevel level, int shape)
    {
        foreach (double rate in (double[])[0, 0.2, 1])
        {
            ConvolutionCase operands = new(Shapes[shape], rate, largest: 5);
            ConvolutionCase.Results expected = operands.Run(level);
            foreach (SpikePath path in Enum.GetValues<SpikePath>())
            {
                (float[] output, float[] weightGradient) = operands.FromCounts(level, path, FloatPath.ByShape, threads: 2);
                Near.SameBits(expected.Output, output, $"output, {path}, rate {rate}, {level} {Shapes[shape]}");
                Near.SameBits(expected.WeightGradient, weightGradient, $"weight gradient, {path}, rate {rate}, {level} {Shapes[shape]}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(ManyRows))]
    public void Linear_layers_of_many_rows_continue_sums_behind_768_channels(SimdLevel level, int shape)
    {
        ConvolutionShape rows = LinearLayers[shape];
        ConvolutionCase operands = new(rows);
        ConvolutionCase.Results many = AssertAgrees(level, rows), few = operands.Of(images: 100).Run(level);
        many.SameBits(operands.Run(level, threads: 3), $"3 threads, {level} {rows}");

        // Each row is summed alone: fewer of them, whose spans of channels are shorter, give the same bits.
        Near.SameBits(few.Output, many.Output[..few.Output.Length], $"output of 100 rows, {level} {rows}");
        Near.SameBits(few.InputGradient, many.InputGradient[..few.InputGradient.Length], $"input gradient of 100 rows, {level} {rows}");
    }

    [Theory]
    [ClassData(typeof(SimdLevels))]
    public void Hand_worked_example(SimdLevel level)
    {
        // 1x3 image [1, 2, 3], kernel [10, 100], padding 1 to the sides, stride 2: (0·10 + 1·100), (2·10 + 3·100).
        ConvolutionCase operands = new(new ConvolutionShape(1, 1, 3, 1, 1, 1, 2, 1, 2, 0, 1));
        new float[] { 1, 2, 3 }.CopyTo(operands.Input, 0);
        new float[] { 10, 100 }.CopyTo(operands.Weights, 0);
        new float[] { 0.5f }.CopyTo(operands.Bias, 0);
        new float[] { 1, 2 }.CopyTo(operands.OutputGradient, 0);
        ConvolutionCase.Results actual = operands.Run(level);
        Assert.Equal([100.5f, 320.5f], actual.Output);
        Assert.Equal([100, 20, 200], actual.InputGradient);
        Assert.Equal([4, 7], actual.WeightGradient);
        Assert.Equal([3], actual.BiasGradient);
    }

    /// <returns>What agreed.</returns>
    private static ConvolutionCase.Results AssertAgrees(SimdLevel level, ConvolutionShape shape)
    {
        ConvolutionCase operands = new(shape);
        ConvolutionCase.Results actual = operands.Run(level);
        string what = $"{level} {shape}";
        Near.Equal(operands.Reference.Forward(operands.Input, operands.Weights, operands.Bias), actual.Output, what + ", output");
        Near.Equal(operands.Reference.InputGradient(operands.OutputGradient, operands.Weights), actual.InputGradient, what + ", input gradient");
        Near.Equal(operands.Reference.WeightGradient(operands.Input, operands.OutputGradient), actual.WeightGradient, what + ", weight gradient");
        Near.Equal(operands.Reference.BiasGradient(operands.OutputGradient), actual.BiasGradient, what + ", bias gradient");
        return actual;
    }
}
