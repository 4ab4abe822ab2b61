using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests;

/// <summary>
/// Random graphs of operations that pass gradients on, share them or overwrite them, beside reverse mode in double
/// precision: a gradient that is overwritten while another still needs it shows here.
/// </summary>
public class RandomGraphTests
{
    private const int Elements = 5, Values = 12;

    [Fact]
    public void Gradients_equal_the_oracle()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            Check(seed);
        }
    }

    private static void Check(int seed)
    {
        var random = new CounterRandom(seed, "graphs");
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Shape shape = new(Elements);
        List<Tensor> tensors = [];
        List<Node> oracle = [];
        for (int i = 0; i < 3; i++)
        {
            float[] values = TestValues.Gaussian(shape, (seed * 3) + i);
            tensors.Add(i < 2 ? tape.Leaf(tape.From(values, shape)) : tape.From(values, shape));
            oracle.Add(new Node([.. values.Select(value => (double)value)], []));
        }

        while (tensors.Count < Values)
        {
            int a = random.NextInt(tensors.Count), b = random.NextInt(tensors.Count);
            (Tensor tensor, Node node) = Next(tape, random.NextInt(6), tensors, oracle, a, b);
            tensors.Add(tensor);
            oracle.Add(node);
        }

        // Several results, all of which are seeded; some handles are given back before.
        List<(Tensor, Tensor)> seeds = [];
        for (int i = 3; i < Values; i++)
        {
            if (tensors[i].NeedsGradient && (i == Values - 1 || random.NextBool(0.3f)))
            {
                float[] direction = TestValues.Gaussian(shape, seed + i);
                seeds.Add((tensors[i], tape.From(direction, shape)));
                for (int e = 0; e < Elements; e++)
                {
                    oracle[i].Gradient[e] += direction[e];
                }
            }
            else if (random.NextBool())
            {
                tensors[i].Release();
            }
        }

        Gradients gradients = tape.Backward([.. seeds]);
        for (int i = Values - 1; i >= 0; i--)
        {
            oracle[i].PassOn();
        }

        for (int i = 0; i < 2; i++)
        {
            double[] expected = oracle[i].Gradient;
            float[] actual = gradients.Find(tensors[i])?.ToArray() ?? new float[Elements];
            double scale = expected.Select(Math.Abs).Append(1).Max();
            Assert.All(expected.Zip(actual), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-3 * scale, $"seed {seed}, leaf {i}: {pair}"));
        }
    }

    private static (Tensor Tensor, Node Node) Next(Tape tape, int operation, List<Tensor> t, List<Node> o, int a, int b) => operation switch
    {
        0 => (tape.Add(t[a], t[b]), Node.Of(o[a], o[b], (x, y) => x + y, (_, _) => (1, 1))),
        1 => (tape.Subtract(t[a], t[b]), Node.Of(o[a], o[b], (x, y) => x - y, (_, _) => (1, -1))),
        2 => (tape.Scale(tape.Multiply(t[a], t[b]), 0.25f), Node.Of(o[a], o[b], (x, y) => x * y / 4, (x, y) => (y / 4, x / 4))),
        3 => (tape.Relu(t[a]), Node.Of(o[a], o[a], (x, _) => Math.Max(x, 0), (x, _) => (x > 0 ? 1 : 0, 0))),
        4 => (tape.Reshape(t[a], new Shape(Elements)), Node.Of(o[a], o[a], (x, _) => x, (_, _) => (1, 0))),
        _ => (tape.MeanOverTime(tape.RepeatOverTime(t[a], 2)), Node.Of(o[a], o[a], (x, _) => x, (_, _) => (1, 0))),
    };

    private sealed class Node(double[] value, (Node Parent, double[] Slope)[] parents)
    {
        public double[] Gradient { get; } = new double[Elements];

        public static Node Of(Node a, Node b, Func<double, double, double> function, Func<double, double, (double A, double B)> slopes)
            => new(
                [.. a.Value.Zip(b.Value, function)],
                [(a, [.. a.Value.Zip(b.Value, (x, y) => slopes(x, y).A)]), (b, [.. a.Value.Zip(b.Value, (x, y) => slopes(x, y).B)])]);

        private double[] Value => value;

        public void PassOn()
        {
            foreach ((Node parent, double[] slope) in parents)
            {
                for (int e = 0; e < Elements; e++)
                {
                    parent.Gradient[e] += slope[e] * Gradient[e];
                }
            }
        }
    }
}
