using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

/// <summary>The two parts of SDSA: counts over tokens, and a mask that is the same for all tokens.</summary>
public class SpikeDrivenAttentionTests
{
    [Fact]
    public void Gradients()
    {
        Shape tokens = new(2, 2, 3, 5), row = new(2, 2, 5);
        GradientCheck.Operand a = GradientCheck.Random(tokens), b = GradientCheck.Random(tokens, 2), mask = GradientCheck.Random(row, 3);
        GradientCheck.RunAgainst((tape, x) => tape.CountOverTokens(x[0], x[1]), x => Count(x[0], x[1], 3, 5), 2e-5, a, b);
        GradientCheck.RunAgainst((tape, x) => tape.CountOverTokens(x[0], x[0]), x => Count(x[0], x[0], 3, 5), 2e-5, a);
        GradientCheck.RunAgainst((tape, x) => tape.CountOverTokens(x[0], x[1]), x => Count(x[0], x[1], 3, 5), 2e-5, a with { Checked = false }, b);
        GradientCheck.RunAgainst((tape, x) => tape.Mask(x[0], x[1]), x => Mask(x[0], x[1], 3, 5), 2e-5, a, mask);
        GradientCheck.RunAgainst((tape, x) => tape.Mask(x[0], x[1]), x => Mask(x[0], x[1], 3, 5), 2e-5, a with { Checked = false }, mask);
        GradientCheck.RunAgainst((tape, x) => tape.Mask(x[0], x[1]), x => Mask(x[0], x[1], 3, 5), 2e-5, a, mask with { Checked = false });
    }

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void Spikes_and_floats_agree_at_every_length(int lanes)
    {
        using TestEngine engine = new(lanes: lanes);
        for (int length = 1; length <= 256; length++)
        {
            Compare(engine, tokens: 3, channels: length);
            if (length <= 70) Compare(engine, tokens: length, channels: 5);
        }
    }

    [Fact]
    public void Errors_name_the_shapes()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Zeros(new Shape(2, 3, 5));
        Tensor wrong = tape.Zeros(new Shape(3, 5)), flat = tape.Zeros(new Shape(5));
        Assert.StartsWith("CountOverTokens: both operands", Message(() => tape.CountOverTokens(x, wrong)), StringComparison.Ordinal);
        Assert.Contains("[5]", Message(() => tape.CountOverTokens(flat, flat)), StringComparison.Ordinal);
        Assert.Equal(
            "Mask: the mask must be shaped like [2, 3, 5] without the axis before the last (the tokens), but is [3, 5].",
            Message(() => tape.Mask(x, wrong)));

        static string Message(Action action) => Assert.Throws<TensorException>(action).Message;
    }

    private static void Compare(Engine engine, int tokens, int channels)
    {
        using Tape tape = new(engine);
        Shape shape = new(2, tokens, channels), row = new(2, channels);
        float[] left = TestValues.Spikes(shape, 0.5f, channels), right = TestValues.Spikes(shape, 0.5f, -tokens), let = TestValues.Spikes(row, 0.5f);
        Tensor a = tape.Leaf(TestValues.Pack(tape, left, shape)), b = tape.Leaf(TestValues.Pack(tape, right, shape));
        Tensor mask = tape.Leaf(TestValues.Pack(tape, let, row));
        Tensor c = tape.Leaf(tape.From(left, shape)), d = tape.Leaf(tape.From(right, shape)), wide = tape.Leaf(tape.From(let, row));
        double[] counts = Count(Wide(left), Wide(right), tokens, channels), masked = Mask(Wide(left), Wide(let), tokens, channels);
        Tensor[] sums = [tape.CountOverTokens(a, b), tape.CountOverTokens(c, d), tape.CountOverTokens(a, d), tape.CountOverTokens(c, b)];
        Tensor[] outputs = [tape.Mask(a, mask), tape.Mask(c, wide), tape.Mask(a, wide), tape.Mask(c, mask)];
        Assert.All(sums, sum => Assert.Equal(counts, Wide(sum.ToArray())));
        Assert.All(outputs, output => Assert.Equal(masked, Wide(output.ToArray())));
        Assert.Equal(StorageKind.Spikes, outputs[0].Kind);
        Assert.Equal(masked.Sum(), outputs[0].CountSpikes());
        Tensor direction = tape.From(TestValues.Gaussian(shape), shape), ofRow = tape.From(TestValues.Gaussian(row), row);
        Gradients gradients = tape.Backward((sums[0], ofRow), (sums[1], ofRow), (outputs[0], direction), (outputs[1], direction));
        foreach ((Tensor packed, Tensor floats) in new[] { (a, c), (b, d), (mask, wide) })
        {
            Assert.Equal(gradients[floats].ToArray(), gradients[packed].ToArray());
        }
    }

    private static double[] Wide(float[] values) => Array.ConvertAll(values, value => (double)value);

    private static double[] Count(double[] a, double[] b, int tokens, int channels)
    {
        double[] y = new double[a.Length / tokens];
        for (int i = 0; i < a.Length; i++) y[(i / (tokens * channels) * channels) + (i % channels)] += a[i] * b[i];
        return y;
    }

    private static double[] Mask(double[] x, double[] mask, int tokens, int channels)
        => [.. x.Select((value, i) => value * mask[(i / (tokens * channels) * channels) + (i % channels)])];
}
