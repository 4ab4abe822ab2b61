using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

public class BatchNormTests
{
    private const double Epsilon = 1e-5;

    [Theory]
    [InlineData(7, 3)]
    [InlineData(20, 17)]
    public void Training_gradients(int rows, int channels)
        => GradientCheck.RunAgainst(
            (tape, x) => tape.BatchNorm(x[0], x[1], x[2]).Output,
            x => Oracle(x[0], x[1], x[2], Statistics(x[0], channels)),
            1e-5,
            GradientCheck.Random(new Shape(rows, channels)),
            GradientCheck.Random(new Shape(channels), seed: 2),
            GradientCheck.Random(new Shape(channels), seed: 3));

    [Fact]
    public void Inference_gradients()
        => GradientCheck.RunAgainst(
            (tape, x) => tape.BatchNorm(x[0], x[1], x[2], x[3], x[4]),
            x => Oracle(x[0], x[1], x[2], (x[3], x[4])),
            1e-5,
            GradientCheck.Random(new Shape(2, 2, 5)),
            GradientCheck.Random(new Shape(5), seed: 2),
            GradientCheck.Random(new Shape(5), seed: 3),
            GradientCheck.Constant([0.5f, -1, 2, 0, 3], new Shape(5)),
            GradientCheck.Constant([1, 0.5f, 2, 4, 0], new Shape(5)));

    [Fact]
    public void A_factor_in_front_of_gamma_is_no_parameter()
    {
        Shape shape = new(9, 5), vector = new(5);
        GradientCheck.Operand[] operands = [GradientCheck.Random(shape), GradientCheck.Random(vector, seed: 2), GradientCheck.Random(vector, seed: 3)];
        float[] mean = [0.5f, -1, 2, 0, 3], variance = [1, 0.5f, 2, 4, 0];
        GradientCheck.RunAgainst(
            (tape, x) => tape.BatchNorm(x[0], new ChannelNormalization(x[1], x[2]) { Factor = 0.375f }).Output,
            x => Oracle(x[0], [.. x[1].Select(gamma => 0.375 * gamma)], x[2], Statistics(x[0], 5)),
            1e-5,
            operands);
        GradientCheck.RunAgainst(
            (tape, x) => tape.BatchNorm(x[0], new ChannelNormalization(x[1], x[2])
            {
                Factor = 0.375f,
                Given = (tape.From(mean, vector), tape.From(variance, vector)),
            }).Output,
            x => Oracle(x[0], [.. x[1].Select(gamma => 0.375 * gamma)], x[2], (Widen(mean), Widen(variance))),
            1e-5,
            operands);
    }

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void Every_number_of_channels(int lanes)
    {
        using TestEngine engine = new(lanes: lanes);
        for (int channels = 1; channels <= 70; channels++)
        {
            using Tape tape = new(engine);
            Shape shape = new(37, channels);
            float[] values = TestValues.Gaussian(shape), gamma = TestValues.Gaussian(new Shape(channels), 2);
            float[] beta = TestValues.Gaussian(new Shape(channels), 3);
            BatchNormResult result = tape.BatchNorm(tape.From(values, shape), tape.From(gamma, new Shape(channels)), tape.From(beta, new Shape(channels)));
            var (mean, variance) = Statistics(Widen(values), channels);
            // A chain of 37 additions is off by at most 37 · 2^-24.
            Close(mean, result.Mean, 2.2e-6);
            Close(variance, result.Variance, 2.2e-6);
            Close([.. variance.Select(v => v * 37 / 36)], result.UnbiasedVariance, 2.2e-6);
            Close(Oracle(Widen(values), Widen(gamma), Widen(beta), (mean, variance)), result.Output, 2e-5);
        }
    }

    // dbeta = Σ dy, dgamma = Σ dy · x̂, dx = gamma / deviation · (dy − dbeta / n − x̂ · dgamma / n).
    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void Gradients_over_several_chunks_of_rows(int lanes)
    {
        const int rows = 600;
        using TestEngine engine = new(lanes: lanes);
        foreach (int channels in new[] { 1, 5, 16, 33, 70 })
        {
            using Tape tape = new(engine);
            Shape shape = new(rows, channels), vector = new(channels);
            float[] values = TestValues.Gaussian(shape), scales = TestValues.Gaussian(vector, 2), direction = TestValues.Gaussian(shape, 4);
            Tensor x = tape.Leaf(tape.From(values, shape)), gamma = tape.Leaf(tape.From(scales, vector)), beta = tape.Leaf(tape.Zeros(vector));
            Gradients gradients = tape.Backward((tape.BatchNorm(x, gamma, beta).Output, tape.From(direction, shape)));
            var (mean, variance) = Statistics(Widen(values), channels);
            double[] normal = [.. values.Select((value, i) => (value - mean[i % channels]) / Math.Sqrt(variance[i % channels] + Epsilon))];
            double[] dbeta = new double[channels], dgamma = new double[channels];
            for (int i = 0; i < values.Length; i++)
            {
                dbeta[i % channels] += direction[i];
                dgamma[i % channels] += direction[i] * normal[i];
            }

            Close(dbeta, gradients[beta], 1e-5);
            Close(dgamma, gradients[gamma], 1e-5);
            double Slope(int i, int c) => scales[c] / Math.Sqrt(variance[c] + Epsilon) * (direction[i] - (dbeta[c] / rows) - (normal[i] * dgamma[c] / rows));
            Close([.. values.Select((_, i) => Slope(i, i % channels))], gradients[x], 1e-5);
        }
    }

    [Theory]
    [InlineData(1000f, 0.01f)]
    [InlineData(-1e5f, 1f)]
    public void A_large_mean_does_not_swallow_the_variance(float mean, float deviation)
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Shape shape = new(3000, 18);
        float[] values = [.. TestValues.Gaussian(shape).Select(value => mean + (deviation * value))];
        BatchNormResult result = tape.BatchNorm(tape.From(values, shape), tape.From(new float[18], new Shape(18)), tape.From(new float[18], new Shape(18)));
        var (means, variances) = Statistics(Widen(values), 18);
        for (int c = 0; c < 18; c++)
        {
            Assert.Equal((float)means[c], result.Mean.Values[c]);
            Assert.Equal(1, result.Variance.Values[c] / variances[c], 1e-5);
        }
    }

    [Fact]
    public void One_outlier_does_no_harm()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Shape shape = new(256, 1);
        float[] values = TestValues.Gaussian(shape);
        values[0] = 1e4f;
        BatchNormResult result = tape.BatchNorm(tape.From(values, shape), tape.From([1], new Shape(1)), tape.From([0], new Shape(1)));
        var (mean, variance) = Statistics(Widen(values), 1);
        Assert.Equal(1, result.Mean.Item() / mean[0], 1e-5);
        Assert.Equal(1, result.Variance.Item() / variance[0], 1e-5);
    }

    [Fact]
    public void Errors_name_the_shapes()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Zeros(new Shape(1, 3)), three = tape.Zeros(new Shape(3)), four = tape.Zeros(new Shape(4));
        Assert.Contains(
            "gamma needs the shape [3] of the last axis of [1, 3], but has [4]",
            Assert.Throws<TensorException>(() => tape.BatchNorm(x, four, three)).Message,
            StringComparison.Ordinal);
        Assert.Contains("one row", Assert.Throws<TensorException>(() => tape.BatchNorm(x, three, three)).Message, StringComparison.Ordinal);
    }

    private static (double[] Mean, double[] Variance) Statistics(double[] x, int channels)
    {
        int rows = x.Length / channels;
        double[] mean = new double[channels], variance = new double[channels];
        for (int i = 0; i < x.Length; i++)
        {
            mean[i % channels] += x[i] / rows;
        }

        for (int i = 0; i < x.Length; i++)
        {
            variance[i % channels] += Math.Pow(x[i] - mean[i % channels], 2) / rows;
        }

        return (mean, variance);
    }

    private static double[] Oracle(double[] x, double[] gamma, double[] beta, (double[] Mean, double[] Variance) statistics)
        => [.. x.Select((value, i) =>
        {
            int c = i % gamma.Length;
            return ((value - statistics.Mean[c]) * gamma[c] / Math.Sqrt(statistics.Variance[c] + Epsilon)) + beta[c];
        })];

    private static double[] Widen(float[] values) => Array.ConvertAll(values, value => (double)value);

    private static void Close(double[] expected, Tensor actual, double tolerance)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual.Values[i], tolerance * Math.Max(1, Math.Abs(expected[i])));
        }
    }
}
