using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

/// <summary>Concatenate, Slice and Select, and the position that is added to all items.</summary>
public class ConcatenateTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Gradients(int axis)
    {
        Shape a = new(2, 3, 5), b = a.With(axis, 4);
        GradientCheck.Run((tape, x) => tape.Concatenate(axis, x[0], x[1], x[0]), GradientCheck.Random(a), GradientCheck.Random(b, 2));
        GradientCheck.Run((tape, x) => tape.Slice(x[0], axis, 1, 1), GradientCheck.Random(a));
        GradientCheck.Run((tape, x) => tape.Select(x[0], axis, 1), GradientCheck.Random(a));

        // Parts that overlap add to one gradient.
        GradientCheck.Run((tape, x) => tape.Add(tape.Slice(x[0], axis, 0, 2), tape.Scale(tape.Slice(x[0], axis, a[axis] - 2, 2), 3)), GradientCheck.Random(a));
    }

    [Fact]
    public void Gradient_of_a_position()
    {
        Shape x = new(2, 3, 4, 5);
        GradientCheck.Run((tape, x) => tape.AddPosition(x[0], x[1]), GradientCheck.Random(x), GradientCheck.Random(new Shape(4, 5), 2));
        GradientCheck.Run((tape, x) => tape.AddPosition(x[0], x[1]), GradientCheck.Random(x), GradientCheck.Random(x, 2));
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
            Shape shape = new(2, 3, length), row = new(2, 1, length);
            float[] values = TestValues.Spikes(shape, 0.5f, length), token = TestValues.Spikes(row, 0.5f, -length);
            float[] expected = [.. token[..length], .. values[..(3 * length)], .. token[length..], .. values[(3 * length)..]];
            Tensor spikes = tape.Leaf(TestValues.Pack(tape, values, shape)), floats = tape.Leaf(tape.From(values, shape));
            Tensor packed = tape.Concatenate(1, TestValues.Pack(tape, token, row), spikes), wide = tape.Concatenate(1, tape.From(token, row), floats);
            Assert.Equal(expected, packed.ToArray());
            Assert.Equal(expected, wide.ToArray());
            Assert.Equal(StorageKind.Spikes, packed.Kind);
            Assert.Equal(token, tape.Select(packed, 1, 0).ToArray());
            Assert.Equal(values, tape.Slice(wide, 1, 1, 3).ToArray());
            Tensor position = tape.Reshape(tape.Slice(tape.Reshape(floats, new Shape(6, length)), 0, 0, 1), new Shape(length));
            Assert.Equal(values.Select((value, i) => value + values[i % length]), tape.AddPosition(floats, position).ToArray());

            Tensor cut = tape.Slice(spikes, 1, 1, 2), wideCut = tape.Slice(floats, 1, 1, 2), direction = tape.From(TestValues.Gaussian(cut.Shape), cut.Shape);
            Gradients gradients = tape.Backward((cut, direction), (wideCut, direction));
            Assert.Equal(gradients[floats].ToArray(), gradients[spikes].ToArray());
        }
    }

    [Fact]
    public void Errors_name_axis_and_shapes()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Zeros(new Shape(2, 3)), spikes = tape.Zeros(new Shape(2, 3), StorageKind.Spikes);
        Assert.Contains("Float32 [2, 3], Float32 [3, 2]", Message(() => tape.Concatenate(0, x, tape.Zeros(new Shape(3, 2)))), StringComparison.Ordinal);
        Assert.Contains("Float32 [2, 3], Spikes [2, 3]", Message(() => tape.Concatenate(0, x, spikes)), StringComparison.Ordinal);
        Assert.Contains("axis 1 of Spikes [2, 3]", Message(() => tape.Concatenate(1, spikes, spikes)), StringComparison.Ordinal);
        Assert.Contains("at least one", Message(() => tape.Concatenate(0)), StringComparison.Ordinal);
        Assert.Contains("Float32 [2, 3] has no axis 1 with the indices from 2 to 3", Message(() => tape.Slice(x, 1, 2, 2)), StringComparison.Ordinal);
        Assert.Contains("cannot be cut there", Message(() => tape.Slice(spikes, 1, 0, 2)), StringComparison.Ordinal);
        Assert.Contains("no axis 2", Message(() => tape.Select(x, 2, 0)), StringComparison.Ordinal);
        Tensor two = tape.Zeros(new Shape(2));
        Assert.Contains("the last axes of [2, 3], none of them 0, but is [2]", Message(() => tape.AddPosition(x, two)), StringComparison.Ordinal);

        static string Message(Action action) => Assert.Throws<TensorException>(action).Message;
    }
}
