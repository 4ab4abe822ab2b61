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

    [Fact]
    public void Parts_that_are_run_again_change_no_bit()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            float[][] whole = GradientsOf(seed, inParts: false), parts = GradientsOf(seed, inParts: true);
            Assert.Equal(whole.Select(Bits), parts.Select(Bits));
        }

        static int[] Bits(float[] values) => [.. values.Select(BitConverter.SingleToInt32Bits)];
    }

    /// <summary>The gradients of the leaves of a random graph, whose operations are cut into random parts where that is asked for.</summary>
    private static float[][] GradientsOf(int seed, bool inParts)
    {
        CounterRandom random = new(seed, "parts");
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Shape shape = new(Elements);
        List<Tensor> tensors = [.. Enumerable.Range(0, 3).Select(i => tape.Leaf(tape.From(TestValues.Gaussian(shape, (seed * 3) + i), shape)))];
        (int Kind, int A, int B)[] operations
            = [.. Enumerable.Range(3, Values - 3).Select(count => (random.NextInt(6), random.NextInt(count), random.NextInt(count)))];
        for (int at = 3; at < Values;)
        {
            int first = at, end = at + 1 + random.NextInt(Values - at);
            int[] reads = [.. operations[(first - 3)..(end - 3)].SelectMany(one => new[] { one.A, one.B }).Where(read => read < first).Distinct()];
            IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> given)
            {
                Dictionary<int, Tensor> known = reads.Zip(given).ToDictionary(pair => pair.First, pair => pair.Second);
                for (int i = first; i < end; i++)
                {
                    (int kind, int a, int b) = operations[i - 3];
                    known[i] = Tensor(tape, kind, known[a], known[b]);
                }

                return [.. Enumerable.Range(first, end - first).Select(i => known[i])];
            }

            Tensor[] inputs = [.. reads.Select(read => tensors[read])];
            tensors.AddRange(inParts ? tape.Recompute(inputs, Run) : Run(inputs));
            at = end;
        }

        (Tensor, Tensor)[] seeds = [.. Enumerable.Range(3, Values - 3).Where(i => i == Values - 1 || random.NextBool(0.3f))
            .Select(i => (tensors[i], tape.From(TestValues.Gaussian(shape, seed + i), shape)))];
        foreach (Tensor value in tensors.Skip(3).Except(seeds.Select(one => one.Item1)).Where(_ => random.NextBool())) value.Release();
        Gradients gradients = tape.Backward(seeds);
        return [.. tensors.Take(3).Select(leaf => gradients.Find(leaf)?.ToArray() ?? [])];
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

    private static (Tensor Tensor, Node Node) Next(Tape tape, int operation, List<Tensor> t, List<Node> o, int a, int b)
        => (Tensor(tape, operation, t[a], t[b]), operation switch
        {
            0 => Node.Of(o[a], o[b], (x, y) => x + y, (_, _) => (1, 1)),
            1 => Node.Of(o[a], o[b], (x, y) => x - y, (_, _) => (1, -1)),
            2 => Node.Of(o[a], o[b], (x, y) => x * y / 4, (x, y) => (y / 4, x / 4)),
            3 => Node.Of(o[a], o[a], (x, _) => Math.Max(x, 0), (x, _) => (x > 0 ? 1 : 0, 0)),
            _ => Node.Of(o[a], o[a], (x, _) => x, (_, _) => (1, 0)),
        });

    private static Tensor Tensor(Tape tape, int operation, Tensor a, Tensor b) => operation switch
    {
        0 => tape.Add(a, b),
        1 => tape.Subtract(a, b),
        2 => tape.Scale(tape.Multiply(a, b), 0.25f),
        3 => tape.Relu(a),
        4 => tape.Reshape(a, new Shape(Elements)),
        _ => tape.MeanOverTime(tape.RepeatOverTime(a, 2)),
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
