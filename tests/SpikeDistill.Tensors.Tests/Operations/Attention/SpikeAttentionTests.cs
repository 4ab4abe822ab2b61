using SpikeDistill.Reference.Kernels;
using SpikeDistill.Tensors.Kernels.Attention;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

/// <summary>Attention between spikes (SSA): exact counts in both orders.</summary>
public class SpikeAttentionTests
{
    private const float Scale = 0.125f;

    private static AttentionOrder[] Orders => [AttentionOrder.ByShape, AttentionOrder.Scores, AttentionOrder.Values];

    [Fact]
    public void Values_and_gradients_of_floats()
    {
        foreach (AttentionOrder order in Orders)
        {
            foreach ((int tokens, int heads, int depth) in new[] { (3, 2, 2), (2, 1, 4), (5, 3, 1) })
            {
                Shape shape = new(2, tokens, heads * depth);
                ReferenceAttention reference = new(2, tokens, heads, depth);
                GradientCheck.Operand q = GradientCheck.Random(shape), k = GradientCheck.Random(shape, 2), v = GradientCheck.Random(shape, 3);
                GradientCheck.RunAgainst(
                    (tape, x) => tape.SpikeAttention(x[0], x[1], x[2], heads, Scale, order), x => reference.Linear(x[0], x[1], x[2], Scale), 1e-5, q, k, v);
                GradientCheck.RunAgainst(
                    (tape, x) => tape.SpikeAttention(x[0], x[0], x[0], heads, Scale, order), x => reference.Linear(x[0], x[0], x[0], Scale), 1e-5, q);
                GradientCheck.RunAgainst(
                    (tape, x) => tape.SpikeAttention(x[0], x[1], x[2], heads, Scale, order),
                    x => reference.Linear(x[0], x[1], x[2], Scale),
                    1e-5,
                    q with { Checked = false },
                    k,
                    v with { Checked = false });
            }
        }
    }

    [Fact]
    [Trait("Category", "Kernel")]
    public void Counts_equal_the_dense_product_at_every_length()
    {
        using TestEngine engine = new();
        for (int length = 1; length <= 256; length++)
        {
            Compare(engine, samples: 1, tokens: 3, heads: length <= 80 ? 3 : 1, depth: length, rate: 0.5f);
            Compare(engine, samples: 2, tokens: length, heads: 2, depth: 5, rate: 0.5f);
        }
    }

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void Counts_equal_the_dense_product_at_every_number_of_lanes(int lanes)
    {
        using TestEngine engine = new(lanes: lanes);
        foreach (int length in new[] { 1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 130 })
        {
            Compare(engine, samples: 1, tokens: 3, heads: 3, depth: length, rate: 0.5f);
            Compare(engine, samples: 2, tokens: length, heads: 2, depth: 5, rate: 0.5f);
        }
    }

    [Theory]
    [Trait("Category", "Kernel")]
    [InlineData(0)]
    [InlineData(0.2f)]
    [InlineData(1)]
    public void Counts_of_a_whole_layer(float rate)
    {
        using TestEngine engine = new();
        Compare(engine, samples: 3, tokens: 64, heads: 12, depth: 32, rate);
        Compare(engine, samples: 1, tokens: 2100, heads: 1, depth: 4, rate);
        Compare(engine, samples: 1, tokens: 4, heads: 1, depth: 2100, rate);
    }

    // Both orders give scale times the exact counts, and the gradients of the same values as floats.
    private static void Compare(Engine engine, int samples, int tokens, int heads, int depth, float rate)
    {
        Shape shape = new(samples, tokens, heads * depth);
        float[][] values = [.. Enumerable.Range(1, 3).Select(seed => TestValues.Spikes(shape, rate, (1000 * tokens) + (10 * depth) + seed))];
        float[] expected = [.. Counts(values, samples, tokens, heads, depth).Select(count => count * Scale)];
        foreach (AttentionOrder order in Orders)
        {
            using Tape tape = new(engine);
            Tensor[] spikes = [.. values.Select(value => tape.Leaf(TestValues.Pack(tape, value, shape)))];
            Tensor[] floats = [.. values.Select(value => tape.Leaf(tape.From(value, shape)))];
            Tensor packed = tape.SpikeAttention(spikes[0], spikes[1], spikes[2], heads, Scale, order);
            Tensor wide = tape.SpikeAttention(floats[0], floats[1], floats[2], heads, Scale, order);
            Assert.Equal(expected, packed.ToArray());
            Assert.Equal(expected, tape.SpikeAttention(floats[0], spikes[1], spikes[2], heads, Scale, order).ToArray());
            Assert.Equal(expected, wide.ToArray());
            Tensor direction = tape.From(TestValues.Gaussian(shape), shape);
            Gradients gradients = tape.Backward((packed, direction), (wide, direction));
            foreach ((Tensor s, Tensor f) in spikes.Zip(floats)) Assert.Equal(gradients[f].ToArray(), gradients[s].ToArray());
        }
    }

    private static int[] Counts(float[][] values, int samples, int tokens, int heads, int depth)
    {
        int[] y = new int[values[0].Length];
        for (int part = 0; part < samples * heads; part++)
        {
            int At(int token, int c) => (((((part / heads * tokens) + token) * heads) + (part % heads)) * depth) + c;
            int[] sums = new int[depth * depth];
            for (int t = 0; t < tokens; t++)
            {
                for (int c = 0; c < depth; c++)
                {
                    for (int e = 0; values[1][At(t, c)] != 0 && e < depth; e++) sums[(c * depth) + e] += (int)values[2][At(t, e)];
                }
            }

            for (int t = 0; t < tokens; t++)
            {
                for (int c = 0; c < depth; c++)
                {
                    for (int e = 0; values[0][At(t, c)] != 0 && e < depth; e++) y[At(t, e)] += sums[(c * depth) + e];
                }
            }
        }

        return y;
    }
}
