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
        using Engine engine = new(threads: 2);
        using (Tape tape = new(engine))
        {
            Tensor x = tape.Leaf(Random(tape, new Shape(2, 3, 6, 5, 4)));
            Tensor weights = tape.Leaf(Random(tape, new Shape(6, 2, 3, 3)));
            Tensor bias = tape.Leaf(Random(tape, new Shape(6)));
            Tensor y = tape.Convolution(x, weights, bias, Options);
            Assert.Equal(new Shape(2, 3, 3, 7, 6), y.Shape);

            Tensor dy = Random(tape, y.Shape);
            Gradients gradients = tape.Backward((y, dy));
            ReferenceConvolution reference = new(6, 6, 5, 4, 6, 3, 3, 2, 1, 1, 2, 2);
            Near.Equal(reference.Forward(x.ToArray(), weights.ToArray(), bias.ToArray()), y.ToArray(), "output");
            Near.Equal(reference.InputGradient(dy.ToArray(), weights.ToArray()), gradients[x].ToArray(), "input gradient");
            Near.Equal(reference.WeightGradient(x.ToArray(), dy.ToArray()), gradients[weights].ToArray(), "weight gradient");
            Near.Equal(reference.BiasGradient(dy.ToArray()), gradients[bias].ToArray(), "bias gradient");
        }

        Assert.Equal(0, engine.Memory.BlocksInUse);
    }

    [Fact]
    public void TakesPackedSpikesWithoutWideningThem()
    {
        using Engine engine = new(threads: 1);
        using Tape tape = new(engine);
        float[] values = [.. Enumerable.Range(0, 2 * 4 * 4 * 70).Select(i => i * 7 % 10 < 3 ? 1f : 0f)];
        Tensor dense = tape.From(values, new Shape(2, 4, 4, 70)), spikes = Pack(tape, values, new Shape(2, 4, 4, 70));
        Tensor weights = tape.Leaf(Random(tape, new Shape(8, 70, 3, 3)));
        Tensor fromDense = tape.Convolution(dense, weights, padding: 1), fromSpikes = tape.Convolution(spikes, weights, padding: 1);
        Near.SameBits(fromDense.ToArray(), fromSpikes.ToArray(), "output");

        Tensor dy = Random(tape, fromDense.Shape);
        float[] expected = GradientOf(dense), actual = GradientOf(spikes);
        Near.SameBits(expected, actual, "weight gradient");
        Assert.Equal(0, engine.WidenedElements);

        float[] GradientOf(Tensor input)
        {
            using Tape pass = new(engine);
            return pass.Backward((pass.Convolution(input, weights, padding: 1), dy))[weights].ToArray();
        }
    }

    [Fact]
    public void KeepsOnlyWhatTheWantedGradientsNeed()
    {
        using Engine engine = new(threads: 1);
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
            int before = engine.Memory.BlocksInUse;
            x.Release();
            y.Release();
            return engine.Memory.BlocksInUse - before + 2;
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
        using Engine engine = new(threads: 1);
        using Tape tape = new(engine);
        TensorException error = Assert.Throws<TensorException>(() =>
            tape.Convolution(tape.Zeros(new Shape(x)), tape.Zeros(new Shape(weights)), null, stride, padding, groups));
        Assert.StartsWith("Convolution: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(new Shape(x).ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains(new Shape(weights).ToString(), error.Message, StringComparison.Ordinal);
    }

    internal static Tensor Random(TensorScope scope, Shape shape)
    {
        Random random = new(checked((int)shape.Count));
        return scope.From([.. Enumerable.Range(0, checked((int)shape.Count)).Select(_ => (float)((random.NextDouble() * 2) - 1))], shape);
    }

    private static Tensor Pack(TensorScope scope, float[] values, Shape shape)
    {
        Tensor spikes = scope.Zeros(shape, StorageKind.Spikes);
        int channels = shape[^1], rowBytes = SpikeLayout.RowBytes(channels);
        for (int i = 0; i < values.Length; i++)
        {
            int c = i % channels;
            spikes.Bits[(i / channels * rowBytes) + (c / 8)] |= (byte)((int)values[i] << (c % 8));
        }

        return spikes;
    }
}
