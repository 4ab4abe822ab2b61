using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

public class PermuteTests
{
    [Fact]
    public void Gradients()
    {
        GradientCheck.Run((tape, x) => tape.Permute(x[0], 2, 0, 3, 1), GradientCheck.Random(new Shape(2, 3, 4, 5)));
        GradientCheck.Run((tape, x) => tape.Transpose(x[0]), GradientCheck.Random(new Shape(2, 3, 4)));
    }

    [Fact]
    public void Axis_i_of_the_result_is_axis_order_i_of_the_operand()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.From([0, 1, 2, 3, 4, 5], new Shape(1, 2, 3));
        Tensor y = tape.Permute(x, 2, 0, 1);
        Assert.Equal(new Shape(3, 1, 2), y.Shape);
        Assert.Equal([0, 3, 1, 4, 2, 5], y.ToArray());
        Assert.Equal([0, 3, 1, 4, 2, 5], tape.Transpose(x).ToArray());
        Assert.Equal(7, tape.Permute(tape.Scalar(7)).Item());
        Assert.Empty(tape.Permute(tape.Zeros(new Shape(0, 2)), 1, 0).ToArray());
        Assert.Equal([0, 1, 2], tape.Permute(tape.From([0, 1, 2], new Shape(3)), 0).ToArray());
    }

    [Fact]
    public void Every_axis_is_named_once()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Zeros(new Shape(2, 3));
        Assert.Throws<TensorException>(() => tape.Permute(x, 0));
        Assert.Throws<TensorException>(() => tape.Permute(x, 0, 0));
        Assert.Throws<TensorException>(() => tape.Permute(x, 0, 2));
        Assert.Throws<TensorException>(() => tape.Transpose(tape.Zeros(new Shape(2))));
    }
}
