using SpikeDistill.Tensors.Operations;
using SpikeDistill.Tensors.Tests.Kernels;

namespace SpikeDistill.Tensors.Tests.Operations;

public class PoolTests
{
    /// <summary>Height, width, kernel, stride, padding.</summary>
    public static TheoryData<int, int, int, int, int> Windows => new()
    {
        { 4, 6, 2, 0, 0 }, { 5, 7, 2, 2, 0 }, { 6, 5, 3, 2, 1 }, { 3, 3, 3, 1, 1 }, { 5, 4, 1, 2, 0 }, { 2, 3, 4, 3, 2 }, { 7, 6, 2, 3, 1 },
    };

    [Theory]
    [MemberData(nameof(Windows))]
    public void Gradients(int height, int width, int kernel, int stride, int padding)
    {
        Shape shape = new(2, height, width, 3);
        GradientCheck.RunAgainst(
            (tape, x) => tape.AveragePool(x[0], kernel, stride, padding), x => Oracle(x[0], shape, kernel, stride, padding, largest: false),
            1e-6, GradientCheck.Random(shape));
        GradientCheck.RunAgainst(
            (tape, x) => tape.MaxPool(x[0], kernel, stride, padding), x => Oracle(x[0], shape, kernel, stride, padding, largest: true), 1e-6,
            new GradientCheck.Operand(TestValues.Apart(shape, 0.0625f), shape));
    }

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void Spikes_and_floats_agree_at_every_number_of_channels(int lanes)
    {
        using TestEngine engine = new(lanes: lanes);
        for (int channels = 1; channels <= 70; channels++)
        {
            using Tape tape = new(engine);
            Shape shape = new(2, 1, 5, 3, channels);
            float[] values = TestValues.Spikes(shape);
            Tensor spikes = tape.Leaf(TestValues.Pack(tape, values, shape)), floats = tape.Leaf(tape.From(values, shape));
            double[] wide = Array.ConvertAll(values, value => (double)value);
            Tensor average = tape.AveragePool(spikes, 3, 2, 1), largest = tape.MaxPool(spikes, 3, 2, 1), reference = tape.MaxPool(floats, 3, 2, 1);
            Assert.Equal(Oracle(wide, shape, 3, 2, 1, largest: false).Select(value => (float)value), average.ToArray());
            Assert.Equal(StorageKind.Spikes, largest.Kind);
            Assert.Equal(reference.ToArray(), largest.ToArray());
            Assert.Equal(largest.ToArray().Sum(), largest.CountSpikes());
            Assert.Equal(average.ToArray(), tape.AveragePool(floats, 3, 2, 1).ToArray());
            Tensor direction = tape.From(TestValues.Gaussian(reference.Shape), reference.Shape);
            Gradients gradients = tape.Backward((largest, direction), (reference, direction));
            Assert.Equal(gradients[floats].ToArray(), gradients[spikes].ToArray());
        }
    }

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(Windows))]
    public void Gradients_of_spikes_are_the_bits_of_those_of_floats(int height, int width, int kernel, int stride, int padding)
    {
        foreach ((int lanes, int channels) in from wide in TestEngine.Widths from some in (int[])[10, 64, 150] select (wide, some))
        {
            using TestEngine engine = new(threads: 3, lanes);
            using Tape tape = new(engine);
            Shape shape = new(3, height, width, channels);
            float[] values = TestValues.Spikes(shape);
            Tensor spikes = tape.Leaf(TestValues.Pack(tape, values, shape)), floats = tape.Leaf(tape.From(values, shape));
            Tensor ofSpikes = tape.MaxPool(spikes, kernel, stride, padding), ofFloats = tape.MaxPool(floats, kernel, stride, padding);
            float[] direction = TestValues.Gaussian(ofFloats.Shape);
            direction[0] = -0f;
            Tensor given = tape.From(direction, ofFloats.Shape);
            Gradients gradients = tape.Backward((ofSpikes, given), (ofFloats, given));
            Near.SameBits(gradients[floats].ToArray(), gradients[spikes].ToArray(), $"{lanes} lanes, {channels} channels");
        }
    }

    [Fact]
    public void The_first_of_equal_maxima_gets_the_gradient()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Leaf(tape.From([1, 2, 2, 2, 0, 0, 0, 0], new Shape(2, 2, 2, 1)));
        Tensor y = tape.MaxPool(x, 2);
        Assert.Equal([0, 3, 0, 0, 5, 0, 0, 0], tape.Backward((y, tape.From([3, 5], y.Shape)))[x].ToArray());
    }

    [Fact]
    public void Windows_must_fit()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Zeros(new Shape(1, 3, 3, 2));
        Assert.Throws<TensorException>(() => tape.AveragePool(x, 4));
        Assert.Throws<TensorException>(() => tape.MaxPool(x, 2, 1, 2));
        Assert.Throws<TensorException>(() => tape.MaxPool(x, 0));
        Assert.Throws<TensorException>(() => tape.MaxPool(tape.Zeros(new Shape(3, 3)), 2));
    }

    private static double[] Oracle(double[] x, Shape shape, int kernel, int stride, int padding, bool largest)
    {
        stride = stride == 0 ? kernel : stride;
        int height = shape[^3], width = shape[^2], channels = shape[^1], images = x.Length / (height * width * channels);
        List<double> y = [];
        for (int image = 0; image < images; image++)
        {
            for (int top = -padding; top + kernel <= height + padding; top += stride)
            {
                for (int left = -padding; left + kernel <= width + padding; left += stride)
                {
                    for (int c = 0; c < channels; c++)
                    {
                        List<double> window = [];
                        for (int row = Math.Max(0, top); row < Math.Min(height, top + kernel); row++)
                        {
                            for (int column = Math.Max(0, left); column < Math.Min(width, left + kernel); column++)
                            {
                                window.Add(x[(((((image * height) + row) * width) + column) * channels) + c]);
                            }
                        }

                        y.Add(largest ? window.Max() : window.Sum() / (kernel * kernel));
                    }
                }
            }
        }

        return [.. y];
    }
}
