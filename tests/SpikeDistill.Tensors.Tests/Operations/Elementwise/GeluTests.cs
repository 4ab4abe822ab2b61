using SpikeDistill.Reference.Kernels;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

public class GeluTests
{
    private static readonly double Inner = Math.Sqrt(2 / Math.PI);

    [Fact]
    public void Gradients()
    {
        Shape shape = new(6, 20);
        GradientCheck.Operand x = new(TestValues.Apart(shape, 0.0625f), shape);
        GradientCheck.RunAgainst((tape, x) => tape.Gelu(x[0]), x => [.. x[0].Select(Exact)], 2e-6, x);
        GradientCheck.RunAgainst((tape, x) => tape.Gelu(x[0], tanh: true), x => [.. x[0].Select(Approximate)], 2e-6, x);
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
            float[] values = TestValues.Gaussian(shape, length);
            Tensor x = tape.Leaf(tape.From(values, shape)), dy = tape.From(TestValues.Gaussian(shape, -length), shape);
            Tensor exact = tape.Gelu(x), tanh = tape.Gelu(x, tanh: true);
            float[] slopes = tape.Backward((exact, dy)).Find(x)!.ToArray();
            for (int i = 0; i < length; i++)
            {
                double v = values[i];
                Assert.Equal(Exact(v), exact.Values[i], 4e-7 * Math.Max(1, Math.Abs(v)));
                Assert.Equal(Approximate(v), tanh.Values[i], 4e-7 * Math.Max(1, Math.Abs(v)));
                double slope = ReferenceNormal.Cumulative(v) + (v * ReferenceNormal.Density(v));
                Assert.Equal(dy.Values[i] * slope, slopes[i], 1e-6 * Math.Max(1, Math.Abs(dy.Values[i])));
            }
        }
    }

    [Fact]
    [Trait("Category", "Kernel")]
    public void The_left_tail_does_not_cancel()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        float[] values = [.. Enumerable.Range(1, 180).Select(i => -0.05f * i)];
        float[] actual = tape.Gelu(tape.From(values, new Shape(values.Length))).ToArray();
        for (int i = 0; i < values.Length; i++) Assert.Equal(1, actual[i] / Exact(values[i]), 8e-6);
        Assert.Equal([float.PositiveInfinity, 0, float.NaN], tape.Gelu(tape.From([float.PositiveInfinity, 0, float.NaN], new Shape(3))).ToArray());
    }

    private static double Exact(double x) => x * ReferenceNormal.Cumulative(x);

    private static double Approximate(double x) => 0.5 * x * (1 + Math.Tanh(Inner * (x + (0.044715 * x * x * x))));
}
