using SpikeDistill.Reference.Kernels;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

/// <summary>Attention with a softmax.</summary>
public class AttentionTests
{
    /// <summary>Samples, tokens, heads, channels of a head.</summary>
    public static TheoryData<int, int, int, int> Layouts => new() { { 2, 3, 2, 2 }, { 1, 1, 1, 1 }, { 1, 5, 1, 3 }, { 3, 2, 3, 1 } };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Values_and_gradients(int samples, int tokens, int heads, int depth)
    {
        Shape shape = new(samples, tokens, heads * depth);
        ReferenceAttention reference = new(samples, tokens, heads, depth);
        GradientCheck.Operand q = GradientCheck.Random(shape), k = GradientCheck.Random(shape, 2), v = GradientCheck.Random(shape, 3);
        double scale = 1 / Math.Sqrt(depth);
        GradientCheck.RunAgainst((tape, x) => tape.Attention(x[0], x[1], x[2], heads, 0.7f), x => reference.Softmax(x[0], x[1], x[2], 0.7f), 2e-5, q, k, v);
        GradientCheck.RunAgainst((tape, x) => tape.Attention(x[0], x[0], x[0], heads), x => reference.Softmax(x[0], x[0], x[0], scale), 2e-5, q);
        foreach (bool last in new[] { false, true })
        {
            GradientCheck.RunAgainst(
                (tape, x) => tape.Attention(x[0], x[1], x[2], heads),
                x => reference.Softmax(x[0], x[1], x[2], scale),
                2e-5,
                q with { Checked = !last },
                k with { Checked = false },
                v with { Checked = last });
        }
    }

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void Every_number_of_tokens_and_channels(int lanes)
    {
        using TestEngine engine = new(lanes: lanes);
        for (int length = 1; length <= 40; length++)
        {
            Compare(engine, new ReferenceAttention(1, length, 2, 3));
            Compare(engine, new ReferenceAttention(2, 3, 1, length));
        }
    }

    [Fact]
    public void Large_scores_do_not_overflow()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor q = tape.From([1000, -1000], new Shape(2, 1)), v = tape.From([3, 5], new Shape(2, 1));
        Assert.Equal([3, 5], tape.Attention(q, q, v, 1).ToArray());
    }

    [Fact]
    public void Errors_name_the_shapes()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor a = tape.Zeros(new Shape(2, 6)), b = tape.Zeros(new Shape(3, 6));
        Assert.Contains("[2, 6], [3, 6] and [2, 6] with 2 heads", Message(() => tape.Attention(a, b, a, 2)), StringComparison.Ordinal);
        Assert.Contains("4 heads", Message(() => tape.Attention(a, a, a, 4)), StringComparison.Ordinal);
        Assert.StartsWith("SpikeAttention: ", Message(() => tape.SpikeAttention(a, a, b, 2, 1)), StringComparison.Ordinal);

        static string Message(Action action) => Assert.Throws<TensorException>(action).Message;
    }

    private static void Compare(Engine engine, ReferenceAttention reference)
    {
        using Tape tape = new(engine);
        Shape shape = new(reference.Samples, reference.Tokens, reference.Heads * reference.Depth);
        Tensor[] x = [.. Enumerable.Range(1, 3).Select(seed => tape.From(TestValues.Gaussian(shape, seed), shape))];
        double[][] wide = [.. x.Select(tensor => Array.ConvertAll(tensor.ToArray(), value => (double)value))];
        double[] expected = reference.Softmax(wide[0], wide[1], wide[2], 0.5);
        float[] actual = tape.Attention(x[0], x[1], x[2], reference.Heads, 0.5f).ToArray();
        for (int i = 0; i < actual.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5);
    }
}
