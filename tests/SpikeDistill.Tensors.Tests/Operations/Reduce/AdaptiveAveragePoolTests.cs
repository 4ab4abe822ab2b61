using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

public class AdaptiveAveragePoolTests
{
    [Fact]
    public void Windows_cover_the_image_and_may_overlap()
        => GradientCheck.RunAgainst(
            (tape, x) => tape.AdaptiveAveragePool(x[0], 1, 3),
            x => [(x[0][0] + x[0][1]) / 2, (x[0][1] + x[0][2] + x[0][3]) / 3, (x[0][3] + x[0][4]) / 2],
            1e-6,
            GradientCheck.Random(new Shape(1, 5, 1)));

    [Theory]
    [InlineData(2, 3)]
    [InlineData(5, 1)]
    [InlineData(4, 7)]
    public void Gradients(int height, int width)
        => GradientCheck.Run((tape, x) => tape.AdaptiveAveragePool(x[0], height, width), GradientCheck.Random(new Shape(2, 2, 5, 7, 3)));

    [Fact]
    public void Whole_windows_are_an_average_pool()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Shape shape = new(2, 6, 4, 5);
        Tensor x = tape.From(TestValues.Gaussian(shape, 3), shape);
        float[] expected = tape.AveragePool(x, 2).ToArray(), actual = tape.AdaptiveAveragePool(x, 3, 2).ToArray();
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-6f);
        }
    }

    [Fact]
    public void The_own_size_changes_nothing_and_a_larger_one_is_refused()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Zeros(new Shape(1, 2, 3, 4));
        Assert.Same(x, tape.AdaptiveAveragePool(x, 2, 3));
        Assert.Contains("3x3", Assert.Throws<TensorException>(() => tape.AdaptiveAveragePool(x, 3, 3)).Message, StringComparison.Ordinal);
        Assert.Throws<TensorException>(() => tape.AdaptiveAveragePool(x, 0, 1));
    }
}
