using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

/// <summary>Softmax and the losses on top of it; the closed forms are those of the gradient on the logits.</summary>
public class ProbabilityTests
{
    private static readonly int[] Labels = [2, 0, 6];

    [Theory]
    [InlineData(1f)]
    [InlineData(5f)]
    public void Softmax_and_its_logarithm(float temperature)
    {
        double[] Log(double[] x) => LogSoftmax(x, 7, temperature);
        GradientCheck.RunAgainst((tape, x) => tape.LogSoftmax(x[0], temperature), x => Log(x[0]), 1e-6, GradientCheck.Random(new Shape(2, 3, 7)));
        GradientCheck.RunAgainst(
            (tape, x) => tape.Softmax(x[0], temperature), x => [.. Log(x[0]).Select(Math.Exp)], 1e-6, GradientCheck.Random(new Shape(2, 3, 7)));
    }

    [Fact]
    public void Huge_logits_are_safe()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Leaf(tape.From([1e30f, 0, -1e30f, 500, 500, 500], new Shape(2, 3)));
        Tensor logQ = tape.LogSoftmax(x), q = tape.Softmax(x);
        Assert.Equal([0, -1e30f, -2e30f], logQ.Values[..3].ToArray());
        Assert.Equal([1, 0, 0], q.Values[..3].ToArray());
        Assert.Equal(-MathF.Log(3), logQ.Values[4], 1e-6f);
        Tensor entropy = tape.Entropy(logQ);
        Assert.Equal(MathF.Log(3) / 2, entropy.Item(), 1e-6f);
        Assert.All(tape.Backward(entropy)[x].ToArray(), gradient => Assert.Equal(0, gradient, 1e-6f));
    }

    [Fact]
    public void Log_mean_exp_over_time()
    {
        static double[] Oracle(double[][] x)
            => [.. Enumerable.Range(0, 5).Select(i => Math.Log((Math.Exp(x[0][i]) + Math.Exp(x[0][i + 5]) + Math.Exp(x[0][i + 10])) / 3))];
        GradientCheck.RunAgainst((tape, x) => tape.LogMeanExpOverTime(x[0]), Oracle, 1e-6, GradientCheck.Random(new Shape(3, 5)));
        using TestEngine engine = new();
        using Tape tape = new(engine);
        const float none = float.NegativeInfinity;
        Tensor x = tape.Leaf(tape.From([-5000, none, none, 5000, -5000, none, 0, 5000], new Shape(2, 4)));
        Tensor y = tape.LogMeanExpOverTime(x);
        float half = MathF.Log(0.5f);
        Assert.Equal([-5000, none, half, 5000], y.ToArray());
        Tensor dx = tape.Backward((y, tape.From([1, 1, 1, 1], new Shape(4))))[x];
        Assert.Equal([0.5f, 0, 0, 0.5f, 0.5f, 0, 1, 0.5f], dx.ToArray());
    }

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void Every_number_of_classes(int lanes)
    {
        using TestEngine engine = new(lanes: lanes);
        for (int classes = 1; classes <= 256; classes++)
        {
            using Tape tape = new(engine);
            Shape shape = new(3, classes);
            float[] values = TestValues.Gaussian(shape, classes);
            double[] expected = LogSoftmax(Widen(values), classes, 2);
            Tensor x = tape.Leaf(tape.From(values, shape)), logQ = tape.LogSoftmax(x, 2), mean = tape.LogMeanExpOverTime(logQ);
            double[] means =
            [
                .. Enumerable.Range(0, classes).Select(c => Math.Log(Enumerable.Range(0, 3).Average(t => Math.Exp(expected[(t * classes) + c])))),
            ];
            Close(expected, logQ.ToArray(), 2e-6);
            Close([.. expected.Select(Math.Exp)], tape.Softmax(x, 2).ToArray(), 2e-6);
            Close(means, mean.ToArray(), 2e-6);
            Tensor ones = tape.Allocate(mean.Shape);
            ones.Values.Fill(1);
            double[] q = [.. expected.Select(Math.Exp)], share = [.. expected.Select((value, i) => Math.Exp(value - means[i % classes]) / 3)];
            double Total(int row) => share.Skip(row * classes).Take(classes).Sum();
            Close([.. q.Select((value, i) => (share[i] - (value * Total(i / classes))) / 2)], tape.Backward((mean, ones))[x].ToArray(), 2e-6);
        }
    }

    // (1/T) Σ_t: d/dz = (q − y) / (R τ) over R rows.
    [Theory]
    [InlineData(1f)]
    [InlineData(3f)]
    public void Cross_entropy(float temperature)
    {
        Shape shape = new(2, 3, 7);
        double[] Value(double[][] x)
        {
            double[] log = LogSoftmax(x[0], 7, temperature);
            return [-Enumerable.Range(0, 6).Average(row => log[(row * 7) + Labels[row % 3]])];
        }

        GradientCheck.RunAgainst((tape, x) => tape.CrossEntropy(x[0], Labels, temperature), Value, 1e-6, GradientCheck.Random(shape));
        float[] logits = TestValues.Gaussian(shape);
        double[] q = [.. LogSoftmax(Widen(logits), 7, temperature).Select(Math.Exp)];
        AssertGradient(
            logits, shape, (tape, x) => tape.CrossEntropy(x, Labels, temperature), i => (q[i] - (i % 7 == Labels[i / 7 % 3] ? 1 : 0)) / (6 * temperature));
    }

    // d/dz = (q − p) / (R τ).
    [Fact]
    public void Kullback_leibler()
    {
        const float temperature = 5;
        Shape shape = new(2, 3, 7), one = new(3, 7);
        float[] teacher = TestValues.Gaussian(one, seed: 5), logits = TestValues.Gaussian(shape);
        double[] logP = LogSoftmax(Widen(teacher), 7, temperature), q = [.. LogSoftmax(Widen(logits), 7, temperature).Select(Math.Exp)];
        Tensor Loss(Tape tape, Tensor z) => tape.KullbackLeibler(tape.LogSoftmax(tape.From(teacher, one), temperature), tape.LogSoftmax(z, temperature));
        double[] Value(double[][] x)
        {
            double[] logQ = LogSoftmax(x[0], 7, temperature);
            return [logQ.Select((value, i) => Math.Exp(logP[i % 21]) * (logP[i % 21] - value)).Sum() / 6];
        }

        GradientCheck.RunAgainst((tape, x) => Loss(tape, x[0]), Value, 1e-6, GradientCheck.Random(shape));
        AssertGradient(logits, shape, Loss, i => (q[i] - Math.Exp(logP[i % 21])) / (6 * temperature));
    }

    // d(−H)/dz = q (log q + H) / (R τ).
    [Fact]
    public void Entropy()
    {
        const float temperature = 2;
        Shape shape = new(2, 3, 7);
        float[] logits = TestValues.Gaussian(shape);
        double[] logQ = LogSoftmax(Widen(logits), 7, temperature);
        double H(int row) => -logQ.Skip(row * 7).Take(7).Sum(value => Math.Exp(value) * value);
        AssertGradient(
            logits, shape, (tape, x) => tape.Entropy(tape.LogSoftmax(x, temperature)), i => -Math.Exp(logQ[i]) * (logQ[i] + H(i / 7)) / (6 * temperature));
        GradientCheck.Run((tape, x) => tape.Entropy(tape.LogSoftmax(x[0], temperature)), GradientCheck.Random(shape));
    }

    [Fact]
    public void Errors()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor logQ = tape.Zeros(new Shape(2, 3, 7)), teacher = tape.Zeros(new Shape(2, 7));
        Assert.Throws<TensorException>(() => tape.NegativeLogLikelihood(logQ, [0, 1]));
        Assert.Throws<TensorException>(() => tape.NegativeLogLikelihood(logQ, [0, 1, 7]));
        Assert.Throws<TensorException>(() => tape.KullbackLeibler(teacher, logQ));
        Assert.Throws<TensorException>(() => tape.LogSoftmax(logQ, 0));
        Assert.Throws<TensorException>(() => tape.Softmax(tape.Scalar(1)));
    }

    private static void AssertGradient(float[] logits, Shape shape, Func<Tape, Tensor, Tensor> loss, Func<int, double> expected)
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Leaf(tape.From(logits, shape));
        float[] gradient = tape.Backward(loss(tape, x))[x].ToArray();
        for (int i = 0; i < gradient.Length; i++)
        {
            Assert.Equal(expected(i), gradient[i], 1e-7);
        }
    }

    private static void Close(double[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < actual.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance * Math.Max(1, Math.Abs(expected[i])));
        }
    }

    private static double[] LogSoftmax(double[] x, int classes, double temperature)
    {
        double[] y = new double[x.Length];
        for (int row = 0; row < x.Length; row += classes)
        {
            double sum = Enumerable.Range(row, classes).Sum(i => Math.Exp(x[i] / temperature));
            for (int i = row; i < row + classes; i++)
            {
                y[i] = (x[i] / temperature) - Math.Log(sum);
            }
        }

        return y;
    }

    private static double[] Widen(float[] values) => Array.ConvertAll(values, value => (double)value);
}
