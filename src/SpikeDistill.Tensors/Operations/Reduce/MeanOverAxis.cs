using SpikeDistill.Tensors.Kernels.Reduce;

namespace SpikeDistill.Tensors.Operations;

/// <summary>Sums and means over one axis.</summary>
public static class MeanOverAxisOperation
{
    /// <summary>y = (1/T) Σ_t x[t]: [T, ...] to [...]. Float32, Spikes (firing rates) or Counts; y is Float32.</summary>
    /// <exception cref="TensorException">No axis, or no step.</exception>
    public static Tensor MeanOverTime(this Tape tape, Tensor x) => Reduce(tape, "MeanOverTime", x, axis: 0, mean: true);

    /// <summary>The mean over one axis, which goes away. Float32, Counts, or Spikes over any axis but the last; y is Float32.</summary>
    /// <exception cref="TensorException">No such axis, or an empty one.</exception>
    public static Tensor MeanOverAxis(this Tape tape, Tensor x, int axis) => Reduce(tape, "MeanOverAxis", x, axis, mean: true);

    /// <summary>The sum over one axis, which goes away. Float32, Counts, or Spikes over any axis but the last; y is Float32.</summary>
    /// <exception cref="TensorException">No such axis, or an empty one.</exception>
    public static Tensor SumOverAxis(this Tape tape, Tensor x, int axis) => Reduce(tape, "SumOverAxis", x, axis, mean: false);

    /// <summary>[..., H, W, C] to [..., C], the mean over H and W. Float32, Spikes or Counts; y is Float32.</summary>
    /// <exception cref="TensorException">Fewer than three axes, or an empty one.</exception>
    public static Tensor GlobalAveragePool(this Tape tape, Tensor x)
    {
        if (x.Shape.Rank < 3)
        {
            throw new TensorException($"GlobalAveragePool: [..., H, W, C] is needed, but the shape is {x.Shape}.");
        }

        return Reduce(tape, "GlobalAveragePool", x, x.Shape.Rank - 3, mean: true, axes: 2);
    }

    // The axes [axis, axis + axes) go away.
    private static Tensor Reduce(Tape tape, string operation, Tensor x, int axis, bool mean, int axes = 1)
    {
        Shape shape = x.Shape;
        if (axis < 0 || axis + axes > shape.Rank || shape.Count == 0)
        {
            throw new TensorException($"{operation}: axis {axis} of the shape {shape} is missing or something is empty.");
        }

        if (x.Kind == StorageKind.Spikes && axis + axes == shape.Rank)
        {
            throw new TensorException($"{operation}: spikes are packed along the last axis of {shape} and cannot be added over it; call Widen first.");
        }

        int[] lengths = shape.ToArray();
        long outer = new Shape(lengths.AsSpan(0, axis)).Count, length = new Shape(lengths.AsSpan(axis, axes)).Count;
        float factor = mean ? 1f / length : 1f;
        Tensor y = tape.Allocate(new Shape([.. lengths[..axis], .. lengths[(axis + axes)..]]));
        AxisSum.Run(tape.Engine.Workers, x, y, outer, length, factor);
        return tape.Record(operation, y, [x], [], (dy, gradients) =>
        {
            // dx[.., k, ..] = dy · factor, added in place to what x has already.
            Tensor? sum = gradients.Growing(x);
            Tensor dx = sum ?? tape.Allocate(shape);
            AxisRepeat.Run(tape.Engine.Workers, dy, dx, outer, length, factor, adds: sum is not null);
            if (sum is null) gradients.Give(x, dx);
        });
    }
}
