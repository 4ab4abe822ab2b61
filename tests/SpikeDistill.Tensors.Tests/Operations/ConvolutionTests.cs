using SpikeDistill.Reference.Kernels;
using SpikeDistill.Tensors.Operations;
using SpikeDistill.Tensors.Tests.Kernels;

namespace SpikeDistill.Tensors.Tests.Operations;

public sealed class ConvolutionTests
{
    private static readonly ConvolutionOptions Options = new() { StrideHeight = 2, PaddingHeight = 1, PaddingWidth = 2, Groups = 2 };

    [Fact]
    public void FoldsTimeAndBatchAndAgreesWithTheDefinition()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Leaf(Gaussian(tape, new Shape(2, 3, 6, 5, 4)));
        Tensor weights = tape.Leaf(Gaussian(tape, new Shape(6, 2, 3, 3)));
        Tensor bias = tape.Leaf(Gaussian(tape, new Shape(6)));
        Tensor y = tape.Convolution(x, weights, bias, Options);
        Assert.Equal(new Shape(2, 3, 3, 7, 6), y.Shape);

        Tensor dy = Gaussian(tape, y.Shape);
        Gradients gradients = tape.Backward((y, dy));
        ReferenceConvolution reference = new(6, 6, 5, 4, 6, 3, 3, 2, 1, 1, 2, 2);
        Near.Equal(reference.Forward(x.ToArray(), weights.ToArray(), bias.ToArray()), y.ToArray(), "output");
        Near.Equal(reference.InputGradient(dy.ToArray(), weights.ToArray()), gradients[x].ToArray(), "input gradient");
        Near.Equal(reference.WeightGradient(x.ToArray(), dy.ToArray()), gradients[weights].ToArray(), "weight gradient");
        Near.Equal(reference.BiasGradient(dy.ToArray()), gradients[bias].ToArray(), "bias gradient");
    }

    [Theory]
    [InlineData(1, 3, 1, 1, 1)]
    [InlineData(2, 3, 1, 1, 1)]
    [InlineData(3, 2, 2, 1, 2)]
    [InlineData(1, 1, 0, 0, 1)]
    public void GradientsAgreeWithFiniteDifferences(int stride, int kernel, int padding, int timesteps, int groups)
    {
        Shape x = timesteps == 0 ? new Shape(2, 5, 4, 4) : new Shape(timesteps, 2, 5, 4, 4);
        GradientCheck.Run(
            (tape, inputs) => tape.Convolution(inputs[0], inputs[1], inputs[2], stride, padding, groups),
            GradientCheck.Random(x, 1),
            GradientCheck.Random(new Shape(6, 4 / groups, kernel, kernel), 2),
            GradientCheck.Random(new Shape(6), 3));
    }

    [Fact]
    public void TakesPackedSpikesWithoutWideningThem()
    {
        using TestEngine engine = new(threads: 1);
        using Tape tape = new(engine);
        float[] values = [.. Enumerable.Range(0, 2 * 4 * 4 * 70).Select(i => i * 7 % 10 < 3 ? 1f : 0f)];
        Tensor dense = tape.From(values, new Shape(2, 4, 4, 70)), spikes = TestValues.Pack(tape, values, new Shape(2, 4, 4, 70));
        Tensor weights = tape.Leaf(Gaussian(tape, new Shape(8, 70, 3, 3)));
        Tensor fromDense = tape.Convolution(dense, weights, padding: 1), fromSpikes = tape.Convolution(spikes, weights, padding: 1);
        Near.SameBits(fromDense.ToArray(), fromSpikes.ToArray(), "output");

        Tensor dy = Gaussian(tape, fromDense.Shape);
        float[] expected = GradientOf(dense), actual = GradientOf(spikes);
        Near.SameBits(expected, actual, "weight gradient");
        Assert.Equal(0, ((Engine)engine).WidenedElements);

        float[] GradientOf(Tensor input)
        {
            using Tape pass = new(engine);
            return pass.Backward((pass.Convolution(input, weights, padding: 1), dy))[weights].ToArray();
        }
    }

    [Fact]
    public void KeepsOnlyWhatTheWantedGradientsNeed()
    {
        using TestEngine engine = new(threads: 1);
        using TensorScope scope = new(engine);
        Tensor weights = scope.Variable(new Shape(4, 3, 3, 3));
        Tensor frozen = scope.Zeros(new Shape(4, 3, 3, 3));
        Assert.Equal(1, HeldAfter(weights));
        Assert.Equal(0, HeldAfter(frozen));

        int HeldAfter(Tensor filters)
        {
            using Tape tape = new(engine);
            Tensor x = tape.Zeros(new Shape(1, 5, 5, 3));
            Tensor y = tape.Convolution(x, filters);
            int before = ((Engine)engine).Memory.BlocksInUse;
            x.Release();
            y.Release();
            return ((Engine)engine).Memory.BlocksInUse - before + 2;
        }
    }

    [Theory]
    [InlineData(new[] { 1, 5, 5, 3 }, new[] { 4, 2, 3, 3 }, 1, 0, 1, "must have 3 channels")]
    [InlineData(new[] { 1, 5, 5, 3 }, new[] { 4, 3, 7, 7 }, 1, 0, 1, "larger than the padded input")]
    [InlineData(new[] { 1, 5, 5, 3 }, new[] { 4, 3, 3, 3 }, 0, 0, 1, "at least 1")]
    [InlineData(new[] { 1, 5, 5, 4 }, new[] { 5, 2, 3, 3 }, 1, 0, 2, "multiples of the groups")]
    [InlineData(new[] { 5, 3 }, new[] { 4, 3, 3, 3 }, 1, 0, 1, "[..., height, width, channels]")]
    public void ErrorsNameTheOperationAndBothShapes(int[] x, int[] weights, int stride, int padding, int groups, string problem)
    {
        using TestEngine engine = new(threads: 1);
        using Tape tape = new(engine);
        TensorException error = Assert.Throws<TensorException>(() =>
            tape.Convolution(tape.Zeros(new Shape(x)), tape.Zeros(new Shape(weights)), null, stride, padding, groups));
        Assert.StartsWith("Convolution: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(new Shape(x).ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains(new Shape(weights).ToString(), error.Message, StringComparison.Ordinal);
    }

    private static Tensor Gaussian(TensorScope scope, Shape shape) => scope.From(TestValues.Gaussian(shape), shape);
}
