namespace SpikeDistill.Tensors.Tests;

public class ShapeTests
{
    [Fact]
    public void Axes_and_counts()
    {
        Shape shape = new(2, 64, 32, 32, 3);
        Assert.Equal(5, shape.Rank);
        Assert.Equal(2L * 64 * 32 * 32 * 3, shape.Count);
        Assert.Equal((2, 3), (shape[0], shape[^1]));
        Assert.Equal("[2, 64, 32, 32, 3]", shape.ToString());
        Assert.Equal(new Shape(2, 64, 32, 16, 3), shape.With(^2, 16));
        Assert.Equal(10_000_000_000, new Shape(100_000, 100_000).Count);
    }

    [Fact]
    public void A_scalar_has_one_element_and_no_axis()
    {
        Assert.Equal(1, new Shape().Count);
        Assert.Equal("[]", default(Shape).ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shape()[0]);
    }

    [Fact]
    public void Equal_when_all_axes_are()
    {
        Assert.True(new Shape(2, 3) == new Shape(2, 3));
        Assert.Equal(new Shape(2, 3).GetHashCode(), new Shape(2, 3).GetHashCode());
        Assert.True(new Shape(2, 3) != new Shape(3, 2));
        Assert.True(new Shape(2) != new Shape(2, 1));
        Assert.True(new Shape() != new Shape(1));
    }

    [Fact]
    public void Impossible_axes_are_refused()
    {
        Assert.Throws<TensorException>(() => new Shape(1, 1, 1, 1, 1, 1, 1));
        Assert.Throws<TensorException>(() => new Shape(2, -1));
        Assert.Contains("[1073741824, 1073741824, 4]", Assert.Throws<TensorException>(() => new Shape(1 << 30, 1 << 30, 4)).Message, StringComparison.Ordinal);
        Assert.Throws<TensorException>(() => new Shape(int.MaxValue, int.MaxValue, int.MaxValue, 4));
        Assert.Equal(0, new Shape(int.MaxValue, int.MaxValue, int.MaxValue, 0).Count);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(16, 2)]
    [InlineData(17, 4)]
    [InlineData(63, 8)]
    [InlineData(64, 8)]
    [InlineData(65, 16)]
    public void Spikes_of_a_row_fill_whole_words(int channels, int bytes)
    {
        Assert.Equal(bytes, SpikeLayout.RowBytes(channels));
        Assert.Equal(6 * bytes, SpikeLayout.Bytes(new Shape(2, 3, channels)));
    }
}
