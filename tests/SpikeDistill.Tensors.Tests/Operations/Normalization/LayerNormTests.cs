using SpikeDistill.Reference.Kernels;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

public class LayerNormTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(19)]
    public void Gradients(int columns)
    {
        Shape shape = new(2, 3, columns), vector = new(columns);
        GradientCheck.Operand x = GradientCheck.Random(shape), gamma = GradientCheck.Random(vector, 2), beta = GradientCheck.Random(vector, 3);
        foreach ((bool ofX, bool ofGamma, bool ofBeta) in new[] { (true, true, true), (true, false, false), (false, true, false), (false, false, true) })
        {
            GradientCheck.RunAgainst(
                (tape, x) => tape.LayerNorm(x[0], x[1], x[2], 0.5f),
                x => ReferenceLayerNorm.Run(x[0], x[1], x[2], 0.5),
                2e-5,
                x with { Checked = ofX },
                gamma with { Checked = ofGamma },
                beta with { Checked = ofBeta });
        }
    }

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void Every_length(int lanes)
    {
        using TestEngine engine = new(lanes: lanes);
        for (int length = 1; length <= 256; length++)
        {
            using Tape tape = new(engine);
            Shape shape = new(3, length), vector = new(length);
            Tensor x = tape.From(TestValues.Gaussian(shape, length), shape);
            Tensor gamma = tape.From(TestValues.Gaussian(vector, 2), vector), beta = tape.From(TestValues.Gaussian(vector, 3), vector);
            float[] actual = tape.LayerNorm(x, gamma, beta, 1e-3f).ToArray();
            double[] expected = ReferenceLayerNorm.Run(Wide(x), Wide(gamma), Wide(beta), 1e-3);
            for (int i = 0; i < actual.Length; i++) Assert.Equal(expected[i], actual[i], 4e-6 * (1 + Math.Abs(expected[i])));
        }
    }

    [Fact]
    [Trait("Category", "Kernel")]
    public void A_large_mean_does_not_cancel()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Shape shape = new(1, 300), vector = new(300);
        float[] values = [.. TestValues.Gaussian(shape).Select(value => 4096 + (MathF.Round(value * 64) / 64))];
        Tensor ones = tape.From([.. Enumerable.Repeat(1f, 300)], vector), zeros = tape.Zeros(vector);
        float[] actual = tape.LayerNorm(tape.From(values, shape), ones, zeros).ToArray();
        double[] expected = ReferenceLayerNorm.Run(Array.ConvertAll(values, value => (double)value), Wide(ones), Wide(zeros), 1e-6);
        for (int i = 0; i < actual.Length; i++) Assert.Equal(expected[i], actual[i], 1e-3);
    }

    [Fact]
    public void A_constant_row_gives_beta()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.From([.. Enumerable.Repeat(0.1f, 9)], new Shape(1, 9)), gamma = tape.From([.. Enumerable.Repeat(2f, 9)], new Shape(9));
        Assert.All(tape.LayerNorm(x, gamma, tape.From([.. Enumerable.Repeat(3f, 9)], new Shape(9))).ToArray(), value => Assert.Equal(3, value, 1e-4));
    }

    [Fact]
    public void Errors_name_what_does_not_fit()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Zeros(new Shape(2, 3)), three = tape.Zeros(new Shape(3)), two = tape.Zeros(new Shape(2));
        var error = Assert.Throws<TensorException>(() => tape.LayerNorm(x, three, two));
        Assert.Contains("LayerNorm: beta needs the shape [3]", error.Message, StringComparison.Ordinal);
    }

    private static double[] Wide(Tensor tensor) => Array.ConvertAll(tensor.ToArray(), value => (double)value);
}
