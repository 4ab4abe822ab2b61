using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

public class LeakAndChargeTests
{
    private const float Decay = 0.25f;

    [Fact]
    public void Gradients()
    {
        Shape shape = new(2, 3, 5);
        GradientCheck.Operand u = GradientCheck.Random(shape), s = GradientCheck.Random(shape, seed: 2), i = GradientCheck.Random(shape, seed: 3);
        GradientCheck.RunAgainst((tape, x) => tape.LeakAndCharge(x[0], x[1], x[2], Decay), Oracle, 1e-6, u, s, i);
        GradientCheck.RunAgainst((tape, x) => tape.LeakAndCharge(x[0], x[1], x[2], Decay), Oracle, 1e-6, u with { Checked = false }, s, i);
        GradientCheck.RunAgainst((tape, x) => tape.LeakAndCharge(x[0], x[1], x[2], Decay, detachReset: true), Oracle, 1e-6, u, s with { Checked = false }, i);
        GradientCheck.RunAgainst(
            (tape, x) => tape.LeakAndCharge(x[0], null, x[1], Decay), x => [.. x[0].Zip(x[1], (h, input) => (Decay * h) + input)], 1e-6, u, i);
    }

    [Fact]
    public void A_detached_reset_gives_its_spikes_no_gradient()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Shape shape = new(4);
        Tensor u = tape.Leaf(tape.From([1, 2, 3, 4], shape)), s = tape.Leaf(tape.From([0, 1, 0, 1], shape));
        Tensor v = tape.LeakAndCharge(u, s, tape.Zeros(shape), Decay, detachReset: true);
        Gradients gradients = tape.Backward((v, tape.From([1, 1, 1, 1], shape)));
        Assert.Null(gradients.Find(s));
        Assert.Equal([0.25f, 0, 0.25f, 0], gradients[u].ToArray());
    }

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void Spikes_and_floats_agree_at_every_length(int lanes)
    {
        using TestEngine engine = new(lanes: lanes);
        for (int length = 1; length <= 256; length++)
        {
            using Tape tape = new(engine);
            Shape shape = new(2, length);
            float[] potentials = TestValues.Gaussian(shape), inputs = TestValues.Gaussian(shape, 2), fired = TestValues.Spikes(shape, 0.5f, length);
            Tensor u = tape.Leaf(tape.From(potentials, shape)), i = tape.From(inputs, shape), direction = tape.From(TestValues.Gaussian(shape, 3), shape);
            Tensor packed = tape.Leaf(TestValues.Pack(tape, fired, shape)), floats = tape.Leaf(tape.From(fired, shape));
            Tensor one = tape.LeakAndCharge(u, packed, i, Decay), other = tape.LeakAndCharge(u, floats, i, Decay);
            float[] values = one.ToArray();
            Assert.Equal(values, other.ToArray());
            double[] expected = Oracle([[.. potentials], [.. fired], [.. inputs]]);
            for (int k = 0; k < values.Length; k++) Assert.Equal(expected[k], values[k], 1e-6);
            Gradients gradients = tape.Backward((one, direction), (other, direction));
            Assert.Equal(gradients[packed].ToArray(), gradients[floats].ToArray());
        }
    }

    [Fact]
    public void Shapes_that_differ_are_refused()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        string message = Assert.Throws<TensorException>(() => tape.LeakAndCharge(tape.Zeros(new Shape(2)), null, tape.Zeros(new Shape(3)), Decay)).Message;
        Assert.Contains("LeakAndCharge", message, StringComparison.Ordinal);
        Assert.Contains("[2] and [3]", message, StringComparison.Ordinal);
    }

    private static double[] Oracle(double[][] x) => [.. x[0].Select((u, k) => (Decay * u * (1 - x[1][k])) + x[2][k])];
}
