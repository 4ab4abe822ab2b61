using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>The frames of samples, put together for the steps of a network.</summary>
internal static class FrameSteps
{
    /// <summary>Samples [N, frames, H, W, C] as [steps, N, H, W, C]: each step is the sum, or the union, of consecutive frames.</summary>
    public static Tensor In(TensorScope scope, ReadOnlySpan<float> samples, ImageShape shape, int count, int steps)
    {
        if (steps < 1 || shape.Steps % steps != 0)
        {
            throw new ArgumentException(
                $"The samples have {shape.Steps} frames, which {steps} steps cannot share out; expected a divisor of {shape.Steps}.", nameof(steps));
        }

        int size = shape.Frame.Size, together = shape.Steps / steps;
        Tensor tensor = scope.Allocate(new Shape(steps, count, shape.Height, shape.Width, shape.Channels));
        Span<float> values = tensor.Values;
        for (int n = 0; n < count; n++)
        {
            for (int frame = 0; frame < shape.Steps; frame++)
            {
                ReadOnlySpan<float> from = samples.Slice(((n * shape.Steps) + frame) * size, size);
                Span<float> to = values.Slice((((frame / together) * count) + n) * size, size);
                if (frame % together == 0) from.CopyTo(to);
                else if (shape.Binary) System.Numerics.Tensors.TensorPrimitives.Max(to, from, to);
                else System.Numerics.Tensors.TensorPrimitives.Add(to, from, to);
            }
        }

        return tensor;
    }
}
