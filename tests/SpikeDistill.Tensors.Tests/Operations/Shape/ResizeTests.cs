using SpikeDistill.Reference.Kernels;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

public class ResizeTests
{
    public static TheoryData<ResizeFilter> Filters => [ResizeFilter.Bilinear, ResizeFilter.Bicubic];

    [Theory]
    [MemberData(nameof(Filters))]
    public void Values_and_gradients(ResizeFilter filter)
    {
        foreach ((int height, int width) in new[] { (7, 9), (3, 4), (2, 1), (1, 11) })
        {
            Shape shape = new(2, 3, 4, 2);
            ReferenceResize reference = new(2, 3, 4, 2);
            GradientCheck.RunAgainst(
                (tape, x) => tape.Resize(x[0], height, width, filter),
                x => reference.Run(x[0], height, width, filter == ResizeFilter.Bicubic),
                1e-5,
                GradientCheck.Random(shape));
        }
    }

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void Every_number_of_channels(int lanes)
    {
        using TestEngine engine = new(lanes: lanes);
        for (int channels = 1; channels <= 40; channels++)
        {
            using Tape tape = new(engine);
            Shape shape = new(1, 3, 2, channels);
            Tensor x = tape.From(TestValues.Gaussian(shape, channels), shape);
            double[] expected = new ReferenceResize(1, 3, 2, channels).Run(Array.ConvertAll(x.ToArray(), value => (double)value), 5, 3, cubic: true);
            float[] actual = tape.Resize(x, 5, 3, ResizeFilter.Bicubic).ToArray();
            for (int i = 0; i < actual.Length; i++) Assert.Equal(expected[i], actual[i], 4e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public void The_same_size_changes_nothing(ResizeFilter filter)
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Shape shape = new(2, 4, 5, 3);
        float[] values = TestValues.Gaussian(shape);
        Assert.Equal(values, tape.Resize(tape.From(values, shape), 4, 5, filter).ToArray());
    }

    [Fact]
    public void Errors_name_shape_and_size()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Zeros(new Shape(2, 3, 4));
        var error = Assert.Throws<TensorException>(() => tape.Resize(x, 0, 5, ResizeFilter.Bicubic));
        Assert.Contains("[2, 3, 4] and the size 0x5", error.Message, StringComparison.Ordinal);
    }
}
