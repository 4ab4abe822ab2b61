using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

public class MeanOverAxisTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Gradients(int axis)
    {
        GradientCheck.Run((tape, x) => tape.MeanOverAxis(x[0], axis), GradientCheck.Random(new Shape(3, 4, 5)));
        GradientCheck.Run((tape, x) => tape.SumOverAxis(x[0], axis), GradientCheck.Random(new Shape(3, 4, 5)));
    }

    [Fact]
    public void Time_goes_first()
        => GradientCheck.RunAgainst(
            (tape, x) => tape.MeanOverTime(x[0]), x => [(x[0][0] + x[0][2]) / 2, (x[0][1] + x[0][3]) / 2], 1e-6, GradientCheck.Random(new Shape(2, 2)));

    [Fact]
    public void Global_average_pool_gradient() => GradientCheck.Run((tape, x) => tape.GlobalAveragePool(x[0]), GradientCheck.Random(new Shape(2, 2, 3, 2, 5)));

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void Spikes_and_floats_agree_at_every_number_of_channels(int lanes)
    {
        using TestEngine engine = new(lanes: lanes);
        for (int channels = 1; channels <= 70; channels++)
        {
            using Tape tape = new(engine);
            Shape shape = new(2, 3, 2, 2, channels);
            float[] values = TestValues.Spikes(shape, 0.5f);
            Tensor spikes = TestValues.Pack(tape, values, shape), floats = tape.From(values, shape);
            Tensor pooled = tape.GlobalAveragePool(spikes);
            Assert.Equal(new Shape(2, 3, channels), pooled.Shape);
            Assert.Equal(tape.GlobalAveragePool(floats).ToArray(), pooled.ToArray());
            Assert.Equal(tape.MeanOverTime(floats).ToArray(), tape.MeanOverTime(spikes).ToArray());
            for (int i = 0; i < 6 * channels; i++)
            {
                int first = (i / channels * 4 * channels) + (i % channels);
                Assert.Equal(Enumerable.Range(0, 4).Sum(k => values[first + (k * channels)]) / 4, pooled.Values[i]);
            }
        }
    }

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void Rows_longer_than_a_task(int lanes)
    {
        using TestEngine engine = new(threads: 3, lanes: lanes);
        foreach (int inner in new[] { 1, 7, 4099, 16_385, 40_001 })
        {
            using Tape tape = new(engine);
            Shape shape = new(2, inner);
            float[] values = TestValues.Spikes(shape, 0.5f);
            Tensor x = tape.Leaf(tape.From(values, shape));
            float[] sums = [.. values.Take(inner).Zip(values.Skip(inner), (a, b) => a + b)];
            Tensor y = tape.SumOverAxis(x, 0);
            Assert.Equal(sums, y.ToArray());
            Assert.Equal(sums.Concat(sums).Concat(sums), tape.RepeatOverTime(y, 3).ToArray());
            Assert.Equal(sums.Concat(sums), tape.Backward((y, tape.From(sums, y.Shape)))[x].ToArray());
        }
    }

    [Fact]
    public void Spikes_are_not_added_over_their_channels()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Assert.Throws<TensorException>(() => tape.SumOverAxis(tape.Zeros(new Shape(2, 3), StorageKind.Spikes), 1));
        Assert.Throws<TensorException>(() => tape.MeanOverAxis(tape.Zeros(new Shape(2, 3)), 2));
        Assert.Throws<TensorException>(() => tape.GlobalAveragePool(tape.Zeros(new Shape(2, 3))));
    }
}
