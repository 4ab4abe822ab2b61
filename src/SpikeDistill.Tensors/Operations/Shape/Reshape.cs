namespace SpikeDistill.Tensors.Operations;

/// <summary>The same elements under other axes.</summary>
public static class ReshapeOperation
{
    /// <summary>A value with the same elements in the same memory; folding time into the batch is [T, N, ...] to [T·N, ...].</summary>
    /// <exception cref="TensorException">The number of elements differs, or x holds Spikes and the last axis differs.</exception>
    public static Tensor Reshape(this Tape tape, Tensor x, Shape shape)
    {
        if (x.Shape.Count != shape.Count)
        {
            throw new TensorException($"Reshape: {x.Shape} has {x.Shape.Count} elements, {shape} has {shape.Count}.");
        }

        if (x.Kind == StorageKind.Spikes && (shape.Rank == 0 || shape[^1] != x.Shape[^1]))
        {
            throw new TensorException(
                $"Reshape: spikes are packed along the last axis, which must stay as it is, but {x.Shape} would become {shape}; call Widen first.");
        }

        Shape before = x.Shape;
        return tape.Record("Reshape", tape.View(x, shape), [x], [], (dy, gradients) => gradients.Give(x, tape.View(dy, before)));
    }
}
