using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

public class AddBiasTests
{
    [Fact]
    public void Gradient()
        => GradientCheck.Run((tape, x) => tape.AddBias(x[0], x[1]), GradientCheck.Random(new Shape(2, 3, 5)), GradientCheck.Random(new Shape(5), seed: 2));

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void Every_number_of_channels(int lanes)
    {
        using TestEngine engine = new(lanes: lanes);
        for (int channels = 1; channels <= 70; channels++)
        {
            using Tape tape = new(engine);
            Shape shape = new(5, channels), vector = new(channels);
            float[] spikes = TestValues.Spikes(shape, 0.5f), bias = TestValues.Gaussian(vector), direction = TestValues.Spikes(shape, 0.5f, seed: 3);
            Tensor variable = tape.Leaf(tape.From(bias, vector));
            Tensor fromSpikes = tape.AddBias(TestValues.Pack(tape, spikes, shape), variable);
            Assert.Equal(spikes.Select((value, i) => value + bias[i % channels]), fromSpikes.ToArray());
            Assert.Equal(fromSpikes.ToArray(), tape.AddBias(tape.From(spikes, shape), variable).ToArray());
            float[] gradient = tape.Backward((fromSpikes, tape.From(direction, shape)))[variable].ToArray();
            Assert.Equal(Enumerable.Range(0, channels).Select(c => Enumerable.Range(0, 5).Sum(row => direction[(row * channels) + c])), gradient);
        }
    }

    [Fact]
    public void The_bias_fits_the_channels()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Assert.Throws<TensorException>(() => tape.AddBias(tape.Zeros(new Shape(2, 3)), tape.Zeros(new Shape(2))));
    }
}
