using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

public class ProjectedAttentionTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, 1)]
    [InlineData(2, 3, 4, 5, 1)]
    [InlineData(3, 2, 5, 19, 4)]
    public void Gradients(int steps, int samples, int places, int channels, int rank)
    {
        Shape[] shapes = Shapes(steps, samples, places, channels, rank);

        // Factors of one sign keep x times the attention away from 0.
        GradientCheck.Operand[] operands = [.. shapes.Select((shape, i) => i == 0
            ? new GradientCheck.Operand(TestValues.Apart(shape, 0.03125f), shape)
            : new GradientCheck.Operand([.. TestValues.Gaussian(shape, i).Select(value => 0.5f + MathF.Abs(value))], shape))];
        GradientCheck.RunAgainst((tape, x) => tape.ProjectedAttention(x[0], x[1], x[2], x[3], x[4]), x => Oracle(x, shapes), 1e-5, operands);
    }

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void Every_number_of_channels(int lanes)
    {
        for (int channels = 1; channels <= 70; channels++)
        {
            Shape[] shapes = Shapes(2, 2, 3, channels, rank: 1 + (channels % 5));
            using TestEngine engine = new(threads: 2, lanes);
            (float[] y, float[][] gradients) = Run(engine, shapes);
            double[][] values = [.. shapes.Select((shape, i) => Array.ConvertAll(TestValues.Gaussian(shape, i + 1), value => (double)value))];
            double[] expected = Oracle(values, shapes);
            for (int i = 0; i < y.Length; i++) Assert.Equal(expected[i], y[i], 1e-5);

            // Σ dy · y is what every factor's own gradient times the factor sums to, y being linear in each.
            double total = TestValues.Gaussian(shapes[0], 9).Zip(y, (dy, value) => (double)dy * value).Sum();
            for (int k = 0; k < shapes.Length; k++)
            {
                Assert.Equal(total, gradients[k].Zip(values[k], (gradient, value) => gradient * value).Sum(), 1e-4 * Math.Max(1, Math.Abs(total)));
            }
        }
    }

    [Fact]
    [Trait("Category", "Kernel")]
    public void Threads_change_no_bit()
    {
        Shape[] shapes = Shapes(4, 9, 64, 37, rank: 8);
        using TestEngine one = new(threads: 1);
        (float[] y, float[][] gradients) = Run(one, shapes);
        foreach (int threads in (int[])[2, 3, 7])
        {
            using TestEngine engine = new(threads);
            (float[] otherY, float[][] otherGradients) = Run(engine, shapes);
            Assert.Equal(y, otherY);
            Assert.Equal(gradients, otherGradients);
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor[] x = [.. Shapes(2, 3, 4, 5, 6).Select(shape => tape.Zeros(shape))];
        string message = Assert.Throws<TensorException>(() => tape.ProjectedAttention(x[0], x[1], x[2], x[2], x[4])).Message;
        Assert.Contains("ProjectedAttention", message, StringComparison.Ordinal);
        Assert.Contains("[2, 3, 6]", message, StringComparison.Ordinal);
    }

    private static Shape[] Shapes(int steps, int samples, int places, int channels, int rank) =>
    [
        new Shape(steps, samples, places, channels),
        new Shape(samples, places, rank),
        new Shape(steps, samples, rank),
        new Shape(samples, rank, channels),
        new Shape(rank),
    ];

    private static (float[] Y, float[][] Gradients) Run(Engine engine, Shape[] shapes)
    {
        using Tape tape = new(engine);
        Tensor[] x = [.. shapes.Select((shape, i) => tape.Leaf(tape.From(TestValues.Gaussian(shape, i + 1), shape)))];
        Tensor y = tape.ProjectedAttention(x[0], x[1], x[2], x[3], x[4]);
        float[] values = y.ToArray();
        Gradients gradients = tape.Backward((y, tape.From(TestValues.Gaussian(shapes[0], 9), shapes[0])));
        return (values, [.. x.Select(one => gradients[one].ToArray())]);
    }

    private static double[] Oracle(double[][] x, Shape[] shapes)
    {
        (int samples, int places, int channels, int rank) = (shapes[0][1], shapes[0][2], shapes[0][3], shapes[4][0]);
        double[] y = new double[x[0].Length];
        for (int i = 0; i < y.Length; i++)
        {
            int c = i % channels, p = i / channels % places, n = i / channels / places % samples, t = i / channels / places / samples;
            double attention = 0;
            for (int r = 0; r < rank; r++)
            {
                double spatial = x[1][(((n * places) + p) * rank) + r], temporal = x[2][(((t * samples) + n) * rank) + r];
                attention += x[4][r] * spatial * temporal * x[3][(((n * rank) + r) * channels) + c];
            }

            y[i] = Math.Max(x[0][i] * attention, 0);
        }

        return y;
    }
}
