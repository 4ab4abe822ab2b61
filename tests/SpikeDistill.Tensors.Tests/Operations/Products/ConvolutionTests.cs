using SpikeDistill.Reference.Kernels;
using SpikeDistill.Tensors.Operations;
using SpikeDistill.Tensors.Tests.Kernels;

namespace SpikeDistill.Tensors.Tests.Operations;

public sealed class ConvolutionTests
{
    private static readonly ConvolutionOptions Options = new() { StrideHeight = 2, PaddingHeight = 1, PaddingWidth = 2, Groups = 2 };

    private static readonly ConvolutionOptions Plain = new();

    [Fact]
    public void Folds_time_and_batch_and_agrees_with_the_definition()
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
    public void Gradients_agree_with_finite_differences(int stride, int kernel, int padding, int timesteps, int groups)
    {
        Shape x = timesteps == 0 ? new Shape(2, 5, 4, 4) : new Shape(timesteps, 2, 5, 4, 4);
        GradientCheck.Run(
            (tape, inputs) => tape.Convolution(inputs[0], inputs[1], inputs[2], stride, padding, groups),
            GradientCheck.Random(x, 1),
            GradientCheck.Random(new Shape(6, 4 / groups, kernel, kernel), 2),
            GradientCheck.Random(new Shape(6), 3));
    }

    [Fact]
    public void Takes_packed_spikes_without_widening_them()
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

    // Images, side, channels, outputs: tables in pieces of an image; of images, the last piece short; lists; chunks that are
    // no pieces; floats.
    public static TheoryData<int[], bool> StatisticsCases => new()
    {
        { [3, 32, 16, 16], true },
        { [5, 16, 32, 20], true },
        { [9, 8, 64, 70], true },
        { [3, 9, 17, 10], true },
        { [2, 6, 3, 8], false },
    };

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(StatisticsCases))]
    public void Statistics_on_the_way_are_those_of_the_whole_output(int[] sizes, bool spikes)
    {
        foreach (int lanes in TestEngine.Widths)
        {
            foreach ((int threads, float rate) in ((int, float)[])[(1, 0.2f), (3, 0.2f), (3, 1)])
            {
                using TestEngine engine = new(threads, lanes);
                using Tape tape = new(engine);
                Shape shape = new(sizes[0], sizes[1], sizes[1], sizes[2]);
                Tensor x = spikes ? TestValues.Pack(tape, TestValues.Spikes(shape, rate), shape) : Gaussian(tape, shape);
                Tensor weights = Gaussian(tape, new Shape(sizes[3], sizes[2], 3, 3));
                Tensor ones = tape.From([.. Enumerable.Repeat(1f, sizes[3])], new Shape(sizes[3]));
                ConvolutionOptions options = new() { PaddingHeight = 1, PaddingWidth = 1 };

                Tensor expected = tape.Convolution(x, weights, null, options);
                BatchNormResult whole = tape.BatchNorm(expected, ones, ones);
                Tensor y = tape.Convolution(x, weights, null, options, out BatchStatistics statistics);
                string where = $"{lanes} lanes, {threads} threads, rate {rate}";
                Near.SameBits(expected.ToArray(), y.ToArray(), where);
                Near.SameBits(whole.Mean.ToArray(), statistics.Mean.ToArray(), where);
                Near.SameBits(whole.Variance.ToArray(), statistics.Variance.ToArray(), where);
                Near.SameBits(whole.UnbiasedVariance.ToArray(), statistics.UnbiasedVariance.ToArray(), where);
            }
        }
    }

    [Fact]
    public void Gradients_flow_through_statistics_that_were_found_on_the_way()
    {
        using TestEngine engine = new();
        using TensorScope scope = new(engine);
        Tensor images = Gaussian(scope, new Shape(3, 4, 4, 2)), weights = scope.Variable(new Shape(5, 2, 3, 3));
        Tensor gamma = scope.Variable(new Shape(5)), beta = scope.Variable(new Shape(5));
        TestValues.Gaussian(weights.Shape).CopyTo(weights.Values);
        gamma.Values.Fill(1.5f);
        Near.SameBits(GradientOfWeights(onTheWay: false), GradientOfWeights(onTheWay: true), "weights");

        float[] GradientOfWeights(bool onTheWay)
        {
            using Tape tape = new(engine);
            BatchStatistics? statistics = null;
            Tensor convolved = onTheWay ? tape.Convolution(images, weights, null, Plain, out statistics) : tape.Convolution(images, weights, null, Plain);
            Tensor y = tape.NormalizeAndRectify(new NormalizedSum(convolved, new ChannelNormalization(gamma, beta) { Batch = statistics })).Output;
            return tape.Backward((y, Gaussian(tape, y.Shape)))[weights].ToArray();
        }
    }

    [Fact]
    public void One_pixel_has_no_statistics()
    {
        using TestEngine engine = new(threads: 1);
        using Tape tape = new(engine);
        Tensor x = tape.Zeros(new Shape(1, 3, 3, 2)), weights = tape.Zeros(new Shape(4, 2, 3, 3));
        TensorException error = Assert.Throws<TensorException>(() => tape.Convolution(x, weights, null, Plain, out _));
        Assert.StartsWith("Convolution: one row of the shape [1, 1, 1, 4] has no variance", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_only_what_the_wanted_gradients_need()
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
    public void Errors_name_the_operation_and_both_shapes(int[] x, int[] weights, int stride, int padding, int groups, string problem)
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
