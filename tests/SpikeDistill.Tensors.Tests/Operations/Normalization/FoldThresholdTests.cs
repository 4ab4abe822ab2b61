using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

public class FoldThresholdTests
{
    private const int Channels = 203;

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void It_holds_to_the_last_bit_whatever_the_sign_of_the_scale(int lanes)
    {
        using TestEngine engine = new(lanes: lanes);
        using Tape tape = new(engine, recording: false);
        Shape vector = new(Channels);
        float[] gamma = TestValues.Gaussian(vector), beta = TestValues.Gaussian(vector, 2);
        float[] mean = TestValues.Gaussian(vector, 3), variance = [.. TestValues.Gaussian(vector, 4).Select(value => value * value)];
        (gamma[5], gamma[6], beta[5], beta[6]) = (0, 0, 2, -2);
        (gamma[7], variance[7], mean[8]) = (1e-20f, 1e20f, 1e30f);
        ChannelNormalization normalization = new(tape.From(gamma, vector), tape.From(beta, vector))
        {
            Given = (tape.From(mean, vector), tape.From(variance, vector)),
            Factor = 0.75f,
        };
        (Tensor thresholds, Tensor directions) = tape.FoldThreshold(normalization, threshold: 0.5f);
        Assert.Equal(gamma.Select(scale => scale < 0 ? -1f : 1f), directions.ToArray());
        Assert.Contains(-1f, directions.ToArray());
        Assert.Equal([-float.MaxValue, float.PositiveInfinity], thresholds.ToArray()[5..7]);

        // Around each threshold, and far from it.
        Func<float, float>[] places = [t => t, MathF.BitIncrement, MathF.BitDecrement, t => t + 1, t => t - 1, _ => 0, _ => 1e30f, _ => -1e30f];
        foreach (Func<float, float> near in places)
        {
            float[] values = [.. thresholds.ToArray().Select(t => float.IsFinite(near(t)) ? near(t) : 3)];
            float[] normalized = tape.BatchNorm(tape.From(values, new Shape(1, Channels)), normalization).Output.ToArray();
            for (int c = 0; c < Channels; c++)
            {
                float threshold = thresholds.Values[c];
                Assert.Equal(normalized[c] >= 0.5f, directions.Values[c] > 0 ? values[c] >= threshold : values[c] <= threshold);
            }
        }
    }

    [Fact]
    public void Statistics_of_a_batch_cannot_be_folded()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        ChannelNormalization normalization = new(tape.Zeros(new Shape(3)), tape.Zeros(new Shape(3)));
        Assert.Contains("given statistics", Assert.Throws<TensorException>(() => tape.FoldThreshold(normalization, 1)).Message, StringComparison.Ordinal);
        (Tensor, Tensor) four = (tape.Zeros(new Shape(4)), tape.Zeros(new Shape(4)));
        string message = Assert.Throws<TensorException>(() => tape.FoldThreshold(normalization with { Given = four }, 1)).Message;
        Assert.Contains("gamma", message, StringComparison.Ordinal);
    }
}
