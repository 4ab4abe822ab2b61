using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

public class TotalTests
{
    [Fact]
    public void Gradients()
    {
        GradientCheck.RunAgainst((tape, x) => tape.Sum(x[0]), x => [x[0].Sum()], 1e-6, GradientCheck.Random(new Shape(3, 7)));
        GradientCheck.RunAgainst((tape, x) => tape.Mean(x[0]), x => [x[0].Average()], 1e-6, GradientCheck.Random(new Shape(3, 7)));
    }

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void Every_length(int lanes)
    {
        using TestEngine engine = new(lanes: lanes);
        using Tape tape = new(engine);
        for (int length = 0; length <= 256; length++)
        {
            float[] values = TestValues.Gaussian(new Shape(length), length);
            double expected = values.Sum(value => (double)value), terms = values.Sum(value => Math.Abs((double)value));
            Assert.Equal(expected, tape.Sum(tape.From(values, new Shape(length))).Item(), 2e-6 * terms);
        }
    }

    [Fact]
    public void Millions_of_elements_lose_no_accuracy()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Allocate(new Shape(3_000_001));
        x.Values.Fill(1.1f);
        // At most 32 additions in a row are rounded to float.
        Assert.Equal(1, tape.Sum(x).Item() / (3_000_001 * (double)1.1f), 2e-6);
        Assert.Equal(1.1f, tape.Mean(x).Item(), 2e-6f);
        Assert.Throws<TensorException>(() => tape.Mean(tape.Zeros(new Shape(0))));
    }
}
