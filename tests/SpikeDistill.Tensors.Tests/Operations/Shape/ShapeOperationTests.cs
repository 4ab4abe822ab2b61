using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

public class ShapeOperationTests
{
    [Fact]
    public void Repeat_over_time_gradient() => GradientCheck.Run((tape, x) => tape.RepeatOverTime(x[0], 3), GradientCheck.Random(new Shape(2, 5)));

    [Fact]
    public void Reshape_gradient()
        => GradientCheck.Run(
            (tape, x) => tape.Scale(tape.Reshape(tape.Relu(x[0]), new Shape(6, 2)), 3),
            new GradientCheck.Operand(TestValues.Apart(new Shape(3, 4)), new Shape(3, 4)));

    [Fact]
    public void Reshape_shares_memory_and_outlives_its_source()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.From([1, 2, 3, 4], new Shape(4));
        Tensor y = tape.Reshape(x, new Shape(2, 2));
        Assert.Equal(1, ((Engine)engine).Memory.BlocksInUse);
        x.Release();
        Assert.Equal([1, 2, 3, 4], y.ToArray());
        Assert.Throws<TensorException>(() => tape.Reshape(y, new Shape(3)));
    }

    [Fact]
    public void Spikes_keep_their_last_axis()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Shape shape = new(2, 3, 20);
        float[] values = TestValues.Spikes(shape);
        Tensor spikes = TestValues.Pack(tape, values, shape);
        Assert.Equal(values, tape.Reshape(spikes, new Shape(6, 20)).ToArray());
        Assert.Throws<TensorException>(() => tape.Reshape(spikes, new Shape(2, 60)));
    }

    [Fact]
    public void Widen_is_counted_and_passes_gradients()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Shape shape = new(3, 21);
        float[] values = TestValues.Spikes(shape);
        Tensor spikes = tape.Leaf(TestValues.Pack(tape, values, shape));
        Tensor wide = tape.Widen(spikes);
        Assert.Equal(values, wide.ToArray());
        Assert.Equal(63, ((Engine)engine).WidenedElements);
        Assert.Same(wide, tape.Widen(wide));
        float[] direction = TestValues.Gaussian(shape);
        Assert.Equal(direction, tape.Backward((wide, tape.From(direction, shape)))[spikes].ToArray());
    }
}
