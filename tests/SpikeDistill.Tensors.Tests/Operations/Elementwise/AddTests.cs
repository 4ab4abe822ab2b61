using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

public class AddTests
{
    [Fact]
    public void Gradient_passes_to_both()
        => GradientCheck.Run((tape, x) => tape.Add(x[0], x[1]), GradientCheck.Random(new Shape(2, 3, 5)), GradientCheck.Random(new Shape(2, 3, 5), seed: 2));

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void Spikes_are_read_bit_by_bit(int lanes)
    {
        using TestEngine engine = new(lanes: lanes);
        for (int channels = 1; channels <= 70; channels++)
        {
            using Tape tape = new(engine);
            Shape shape = new(3, 2, channels);
            float[] spikes = TestValues.Spikes(shape, 0.5f), other = TestValues.Spikes(shape, 0.5f, seed: 2), floats = TestValues.Gaussian(shape);
            Tensor a = TestValues.Pack(tape, spikes, shape), b = TestValues.Pack(tape, other, shape), c = tape.From(floats, shape);
            Assert.Equal(spikes.Zip(other, (x, y) => x + y), tape.Add(a, b).ToArray());
            Assert.Equal(spikes.Zip(floats, (x, y) => x + y), tape.Add(a, c).ToArray());
            Assert.Equal(spikes.Zip(floats, (x, y) => x + y), tape.Add(c, a).ToArray());
        }
    }

    [Fact]
    public void Shapes_must_agree()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        var error = Assert.Throws<TensorException>(() => tape.Add(tape.Zeros(new Shape(2, 3)), tape.Zeros(new Shape(3, 2))));
        Assert.Equal("Add: both operands need the same shape, but they have [2, 3] and [3, 2].", error.Message);
    }
}
