using SpikeDistill.Tensors.Kernels.Elementwise;

namespace SpikeDistill.Tensors.Operations;

/// <summary>Values one behind the other along an axis, such as a class token before the others.</summary>
public static class ConcatenateOperation
{
    /// <summary>
    /// The operands one behind the other along <paramref name="axis"/>; their other axes agree. Float32, Counts, or Spikes
    /// along any axis but the last. Each operand's gradient is its part of dy.
    /// </summary>
    /// <exception cref="TensorException">No operand, no such axis, or shapes or storages that do not fit.</exception>
    public static unsafe Tensor Concatenate(this Tape tape, int axis, params ReadOnlySpan<Tensor> operands)
    {
        Tensor[] parts = operands.ToArray();
        Shape shape = Fit(axis, parts);
        Tensor y = parts[0].Kind == StorageKind.Counts
            ? tape.AllocateCounts(shape, parts.Max(part => part.Storage.Largest))
            : tape.Allocate(shape, parts[0].Kind);
        AxisBlocks to = AxisBlocks.Of(y.Shape, y.Kind, axis);
        long at = 0;
        foreach (Tensor part in parts)
        {
            long bytes = part.Shape[axis] * to.Step;
            BlockCopy.Run(tape.Engine.Workers, part.Storage.Pointer, bytes, y.Storage.Pointer + at, y.Shape[axis] * to.Step, bytes, to.Outer);
            at += bytes;
        }

        return tape.Record("Concatenate", y, parts, [], (dy, gradients) =>
        {
            AxisBlocks from = AxisBlocks.Of(dy.Shape, dy.Kind, axis);
            long first = 0;
            foreach (Tensor part in parts)
            {
                long bytes = part.Shape[axis] * from.Step;
                if (Gradients.Wants(part))
                {
                    Tensor gradient = tape.Allocate(part.Shape);
                    byte* source = dy.Storage.Pointer + first, target = gradient.Storage.Pointer;
                    BlockCopy.Run(tape.Engine.Workers, source, dy.Shape[axis] * from.Step, target, bytes, bytes, from.Outer);
                    gradients.Give(part, gradient);
                }

                first += bytes;
            }
        });
    }

    private static Shape Fit(int axis, Tensor[] parts)
    {
        Tensor first = parts.Length > 0 ? parts[0] : throw new TensorException("Concatenate: at least one operand is needed.");
        int rank = first.Shape.Rank;
        if (axis < 0 || axis >= rank || (axis == rank - 1 && first.Kind == StorageKind.Spikes))
        {
            throw new TensorException($"Concatenate: axis {axis} of {first} is missing, or it is the last axis of spikes, along which they are packed.");
        }

        foreach (Tensor part in parts)
        {
            if (part.Kind != first.Kind || part.Shape.Rank != rank || part.Shape.With(axis, 0) != first.Shape.With(axis, 0))
            {
                string all = string.Join(", ", parts.Select(operand => operand.ToString()));
                throw new TensorException($"Concatenate: all operands need one storage and, but for axis {axis}, one shape, but they are {all}.");
            }
        }

        return first.Shape.With(axis, checked(parts.Sum(part => part.Shape[axis])));
    }
}
