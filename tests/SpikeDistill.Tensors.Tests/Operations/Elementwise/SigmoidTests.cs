using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

public class SigmoidTests
{
    [Fact]
    public void Gradients()
    {
        Shape shape = new(6, 20);
        GradientCheck.Operand x = new(TestValues.Apart(shape, 0.0625f), shape);
        GradientCheck.RunAgainst((tape, x) => tape.Sigmoid(x[0]), x => [.. x[0].Select(Logistic)], 2e-6, x);
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
            float[] values = [.. TestValues.Gaussian(shape, length).Select(value => 3 * value)];
            Tensor x = tape.Leaf(tape.From(values, shape)), dy = tape.From(TestValues.Gaussian(shape, -length), shape), y = tape.Sigmoid(x);
            float[] slopes = tape.Backward((y, dy)).Find(x)!.ToArray();
            for (int i = 0; i < length; i++)
            {
                double expected = Logistic(values[i]);
                Assert.Equal(expected, y.Values[i], 4e-7);
                Assert.Equal(dy.Values[i] * expected * (1 - expected), slopes[i], 4e-7 * Math.Max(1, Math.Abs(dy.Values[i])));
            }
        }
    }

    [Fact]
    [Trait("Category", "Kernel")]
    public void Its_ends_are_0_and_1()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        float[] ends = tape.Sigmoid(tape.From([float.NegativeInfinity, -200, 200, float.PositiveInfinity, 0], new Shape(5))).ToArray();
        Assert.All(ends[..2], low => Assert.Equal(0, low, 1e-37));
        Assert.Equal([1, 1, 0.5f], ends[2..]);
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
