using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

/// <summary>The joins of residual branches: AND and IAND.</summary>
public class JoinTests
{
    public static TheoryData<string, Func<Tape, Tensor, Tensor, Tensor>, Func<double, double, double>> Joins => new()
    {
        { "And", (tape, a, b) => tape.And(a, b), (a, b) => a * b },
        { "Iand", (tape, a, b) => tape.Iand(a, b), (a, b) => (1 - a) * b },
    };

    [Theory]
    [MemberData(nameof(Joins), DisableDiscoveryEnumeration = true)]
    public void Gradients(string name, Func<Tape, Tensor, Tensor, Tensor> join, Func<double, double, double> oracle)
    {
        Assert.NotEmpty(name);
        Shape shape = new(2, 3, 5);
        GradientCheck.Operand a = GradientCheck.Random(shape), b = GradientCheck.Random(shape, seed: 2);
        double[] Oracle(double[][] x) => [.. x[0].Zip(x[1], oracle)];
        GradientCheck.RunAgainst((tape, x) => join(tape, x[0], x[1]), Oracle, 1e-6, a, b);
        GradientCheck.RunAgainst((tape, x) => join(tape, x[0], x[1]), Oracle, 1e-6, a with { Checked = false }, b);
        GradientCheck.RunAgainst((tape, x) => join(tape, x[0], x[1]), Oracle, 1e-6, a, b with { Checked = false });
        GradientCheck.RunAgainst((tape, x) => join(tape, x[0], x[0]), x => [.. x[0].Select(v => oracle(v, v))], 1e-6, a);
    }

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void Spikes_and_floats_agree_at_every_length(int lanes)
    {
        using TestEngine engine = new(lanes: lanes);
        foreach ((_, Func<Tape, Tensor, Tensor, Tensor> join, Func<double, double, double> oracle) in Joins.Select(row => row.Data))
        {
            for (int length = 0; length <= 256; length++)
            {
                using Tape tape = new(engine);
                Shape shape = new(2, length);
                float[] left = TestValues.Spikes(shape, 0.5f, length), right = TestValues.Spikes(shape, 0.5f, -length - 1);
                Tensor a = tape.Leaf(TestValues.Pack(tape, left, shape)), b = tape.Leaf(TestValues.Pack(tape, right, shape));
                Tensor c = tape.Leaf(tape.From(left, shape)), d = tape.Leaf(tape.From(right, shape));
                Tensor[] results = [join(tape, a, b), join(tape, c, d), join(tape, a, d), join(tape, c, b)];
                float[] expected = [.. left.Zip(right, (x, y) => (float)oracle(x, y))];
                Assert.Equal(StorageKind.Spikes, results[0].Kind);
                Assert.Equal(expected.Sum(), results[0].CountSpikes());
                Assert.All(results, result => Assert.Equal(expected, result.ToArray()));

                Tensor direction = tape.From(TestValues.Gaussian(shape, length), shape);
                Gradients gradients = tape.Backward((results[0], direction), (results[1], direction));
                Assert.Equal(gradients[c].ToArray(), gradients[a].ToArray());
                Assert.Equal(gradients[d].ToArray(), gradients[b].ToArray());
            }
        }
    }

    [Fact]
    public void Shapes_must_agree()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor a = tape.Zeros(new Shape(2, 3), StorageKind.Spikes), b = tape.Zeros(new Shape(3, 2), StorageKind.Spikes);
        const string problem = "both operands need the same shape, but they have [2, 3] and [3, 2].";
        Assert.Equal($"And: {problem}", Assert.Throws<TensorException>(() => tape.And(a, b)).Message);
        Assert.Equal($"Iand: {problem}", Assert.Throws<TensorException>(() => tape.Iand(a, b)).Message);
    }
}
