using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

public class ElementwiseTests
{
    private static readonly Shape Matrix = new(3, 7);

    /// <summary>Each operation of one operand, and the same in double precision.</summary>
    public static TheoryData<string, Func<Tape, Tensor, Tensor>, Func<double, double>> Unary => new()
    {
        { "Relu", (tape, x) => tape.Relu(x), x => Math.Max(x, 0) },
        { "Exp", (tape, x) => tape.Exp(x), Math.Exp },
        { "Log", (tape, x) => tape.Log(tape.AddScalar(tape.Square(x), 0.5f)), x => Math.Log((x * x) + 0.5) },
        { "Square", (tape, x) => tape.Square(x), x => x * x },
        { "Scale", (tape, x) => tape.Scale(x, -3), x => -3 * x },
        { "AddScalar", (tape, x) => tape.AddScalar(x, 2), x => x + 2 },
    };

    /// <summary>Each operation of two operands, and the same in double precision.</summary>
    public static TheoryData<string, Func<Tape, Tensor, Tensor, Tensor>, Func<double, double, double>> Binary => new()
    {
        { "Add", (tape, x, y) => tape.Add(x, y), (x, y) => x + y },
        { "Subtract", (tape, x, y) => tape.Subtract(x, y), (x, y) => x - y },
        { "Multiply", (tape, x, y) => tape.Multiply(x, y), (x, y) => x * y },
    };

    [Theory]
    [MemberData(nameof(Unary), DisableDiscoveryEnumeration = true)]
    public void Gradient_of_one_operand(string name, Func<Tape, Tensor, Tensor> operation, Func<double, double> oracle)
    {
        Assert.NotEmpty(name);
        GradientCheck.RunAgainst(
            (tape, x) => operation(tape, x[0]), x => [.. x[0].Select(oracle)], 1e-6, new GradientCheck.Operand(TestValues.Apart(Matrix, 0.125f), Matrix));
    }

    [Theory]
    [MemberData(nameof(Binary), DisableDiscoveryEnumeration = true)]
    public void Gradient_of_two_operands(string name, Func<Tape, Tensor, Tensor, Tensor> operation, Func<double, double, double> oracle)
    {
        Assert.NotEmpty(name);
        GradientCheck.Operand a = GradientCheck.Random(Matrix), b = GradientCheck.Random(Matrix, seed: 2);
        double[] Oracle(double[][] x) => [.. x[0].Zip(x[1], oracle)];
        GradientCheck.RunAgainst((tape, x) => operation(tape, x[0], x[1]), Oracle, 1e-6, a, b);
        GradientCheck.RunAgainst((tape, x) => operation(tape, x[0], x[1]), Oracle, 1e-6, a, GradientCheck.Constant(b.Values, Matrix));
        GradientCheck.RunAgainst((tape, x) => operation(tape, x[0], x[1]), Oracle, 1e-6, GradientCheck.Constant(a.Values, Matrix), b);
        GradientCheck.RunAgainst((tape, x) => operation(tape, x[0], x[0]), x => [.. x[0].Select(value => oracle(value, value))], 1e-6, a);
    }

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void Every_length(int lanes)
    {
        using TestEngine engine = new(lanes: lanes);
        for (int length = 0; length <= 256; length++)
        {
            using Tape tape = new(engine);
            Shape shape = new(length);
            float[] values = TestValues.Gaussian(shape, length), others = TestValues.Gaussian(shape, -length - 1);
            Tensor x = tape.From(values, shape), y = tape.From(others, shape), z = tape.Leaf(x);
            Assert.Equal(values.Select(v => Math.Max(v, 0)), tape.Relu(x).ToArray());
            Assert.Equal(values.Select(v => v * v), tape.Square(x).ToArray());
            Assert.Equal(values.Zip(others, (a, b) => a + b), tape.Add(x, y).ToArray());
            Assert.Equal(values.Zip(others, (a, b) => a - b), tape.Subtract(x, y).ToArray());
            Assert.Equal(values.Zip(others, (a, b) => a * b), tape.Multiply(x, y).ToArray());
            Tensor[] results = [tape.Relu(z), tape.Square(z), tape.Scale(z, -2), tape.Multiply(z, y)];
            float[] gradient = tape.Backward([.. results.Select(result => (result, y))]).Find(z)!.ToArray();
            float[] exp = tape.Exp(x).ToArray(), log = tape.Log(tape.Square(x)).ToArray();
            for (int i = 0; i < length; i++)
            {
                double slope = (values[i] > 0 ? 1 : 0) + (2 * (double)values[i]) - 2 + others[i];
                Assert.Equal(slope * others[i], gradient[i], 1e-5);
                Assert.Equal(1, exp[i] / Math.Exp(values[i]), 3e-7);
                double expected = Math.Log((double)(values[i] * values[i]));
                Assert.Equal(expected, log[i], 2.4e-7 * Math.Max(1, Math.Abs(expected)));
            }
        }
    }

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void Limits_of_the_exponential_and_the_logarithm(int lanes)
    {
        using TestEngine engine = new(lanes: lanes);
        using Tape tape = new(engine, recording: false);
        const float infinity = float.PositiveInfinity;
        Assert.Equal(1, tape.Exp(tape.Scalar(0)).Item(), 1.2e-7f); // The vector forms give 1 + 2^-23.
        float[] edges = [-infinity, infinity, -200, 200, float.NaN];
        Assert.Equal([0, infinity, 0, infinity, float.NaN], tape.Exp(tape.From(edges, new Shape(5))).ToArray());
        edges[3] = 0;
        Assert.Equal([float.NaN, infinity, float.NaN, -infinity, float.NaN], tape.Log(tape.From(edges, new Shape(5))).ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_longer_tensor_than_one_task(bool recording)
    {
        using TestEngine engine = new(threads: 3);
        using Tape tape = new(engine, recording);
        Shape shape = new(50_001);
        float[] values = TestValues.Gaussian(shape);
        Tensor x = tape.Leaf(tape.From(values, shape));
        Assert.Equal(values.Select(v => v * v), tape.Square(x).ToArray());
    }

    [Fact]
    public void Errors_name_the_operation()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor a = tape.Zeros(new Shape(2)), b = tape.Zeros(new Shape(3));
        Assert.StartsWith("Subtract: ", Assert.Throws<TensorException>(() => tape.Subtract(a, b)).Message, StringComparison.Ordinal);
        Assert.StartsWith("Multiply: ", Assert.Throws<TensorException>(() => tape.Multiply(a, b)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "Widen", Assert.Throws<TensorException>(() => tape.Relu(tape.Zeros(new Shape(2, 3), StorageKind.Spikes))).Message, StringComparison.Ordinal);
    }
}
