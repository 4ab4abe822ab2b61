using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

public class NormalizeRowsTests
{
    [Fact]
    public void Rows_have_length_1()
        => GradientCheck.RunAgainst(
            (tape, x) => tape.NormalizeRows(x[0]),
            x => [.. x[0].Chunk(7).SelectMany(row => row.Select(value => value / Math.Sqrt(row.Sum(other => other * other))))],
            1e-5,
            GradientCheck.Random(new Shape(2, 3, 7)));

    [Fact]
    public void A_row_of_zeros_stays_one_and_passes_no_gradient_on()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Leaf(tape.From([0, 0, 3, 4], new Shape(2, 2)));
        Tensor y = tape.NormalizeRows(x);
        Assert.Equal([0, 0, 0.6f, 0.8f], y.ToArray());
        Assert.Equal([0, 0], tape.Backward(tape.Sum(y))[x].ToArray()[..2]);
    }

    [Fact]
    public void A_last_axis_is_needed()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Assert.Throws<TensorException>(() => tape.NormalizeRows(tape.Scalar(1)));
    }
}
