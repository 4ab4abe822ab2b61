using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests.Operations;

public class ClipFloorShiftTests
{
    /// <summary>The slope of the floor is 1: what it takes off at the point stays taken off around it.</summary>
    [Theory]
    [InlineData(2, 0.75f)]
    [InlineData(4, 2)]
    [InlineData(8, 1.3f)]
    public void Gradients_are_those_of_a_floor_that_only_shifts(int levels, float threshold)
    {
        Shape shape = new(9, 31);
        double[] at = [.. TestValues.Gaussian(shape, seed: levels).Select(value => (double)AwayFromSteps(value, threshold, levels))];
        double[] residual = [.. at.Select(x => Inside(x, threshold, levels) - Math.Floor(Inside(x, threshold, levels)))];
        GradientCheck.Operand x = new([.. at.Select(value => (float)value)], shape), bound = new([threshold], new Shape(1));
        GradientCheck.RunAgainst(
            (tape, x) => tape.ClipFloorShift(x[0], x[1], levels),
            x => [.. x[0].Select((value, i) => x[1][0] * Math.Clamp((Inside(value, x[1][0], levels) - residual[i]) / levels, 0, 1))],
            2e-5,
            x,
            bound);
    }

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void Every_length(int lanes)
    {
        using TestEngine engine = new(lanes: lanes);
        const int levels = 5;
        const float threshold = 1.25f;
        for (int length = 0; length <= 256; length++)
        {
            using Tape tape = new(engine);
            Shape shape = new(length);
            float[] values = TestValues.Gaussian(shape, length);
            Tensor x = tape.Leaf(tape.From(values, shape)), bound = tape.Leaf(tape.From([threshold], new Shape(1)));
            Tensor y = tape.ClipFloorShift(x, bound, levels), dy = tape.From(TestValues.Gaussian(shape, -length), shape);
            Gradients gradients = tape.Backward((y, dy));
            float[] slopes = gradients[x].ToArray();
            double sum = 0, size = 1;
            for (int i = 0; i < length; i++)
            {
                float q = MathF.Floor((values[i] / threshold * levels) + 0.5f) / levels;
                Assert.Equal(Math.Clamp(q, 0, 1) * threshold, y.Values[i]);
                bool inside = q is >= 0 and <= 1;
                Assert.Equal(inside ? dy.Values[i] : 0, slopes[i]);
                double term = dy.Values[i] * (Math.Clamp(q, 0, 1) - (inside ? values[i] / (double)threshold : 0));
                (sum, size) = (sum + term, size + Math.Abs(term));
            }

            Assert.Equal(sum, gradients[bound].Values[0], 2e-6 * size);
        }
    }

    [Fact]
    public void Several_thresholds_and_no_level_are_refused()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor x = tape.Zeros(new Shape(4));
        Assert.Contains(
            "one threshold",
            Assert.Throws<TensorException>(() => tape.ClipFloorShift(x, tape.Zeros(new Shape(4)), 8)).Message,
            StringComparison.Ordinal);
        Assert.Throws<TensorException>(() => tape.ClipFloorShift(x, tape.Zeros(new Shape(1)), 0));
    }

    private static double Inside(double x, double threshold, int levels) => (x / threshold * levels) + 0.5;

    /// <summary>Moves a value away from steps, and off the levels 0 and L, on which a floor that only shifts is bent.</summary>
    private static float AwayFromSteps(float value, float threshold, int levels)
    {
        double inside = Inside(value, threshold, levels), part = inside - Math.Floor(inside);
        double level = Math.Floor(inside), moved = (level == 0 || level == levels ? 1 : level) + Math.Clamp(part, 0.1, 0.9);
        return (float)((moved - 0.5) * threshold / levels);
    }
}
