using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Kernels.Spiking;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Operations;

/// <summary>The sum of two values, such as a residual connection.</summary>
public static class AddOperation
{
    /// <summary>
    /// y = a + b, element by element. Same shape; any storage each, read as it lies, not widened. Of Spikes and Counts y is
    /// Counts, as long as it cannot pass 255 whatever fires, else Float32: the join ADD of SEW blocks.
    /// </summary>
    /// <exception cref="TensorException">The shapes differ.</exception>
    public static Tensor Add(this Tape tape, Tensor a, Tensor b)
    {
        Check.SameShape("Add", a, b);
        Tensor y;
        if (a.Largest + b.Largest is { } largest and <= byte.MaxValue)
        {
            y = tape.AllocateCounts(a.Shape, largest);
            CountSum.Run(tape.Engine.Workers, a, b, y);
        }
        else
        {
            y = tape.Allocate(a.Shape);
            MixedMap.Run(tape.Engine.Workers, default(Sum), a, b, y);
        }

        return tape.Record("Add", y, [a, b], [], (dy, gradients) =>
        {
            gradients.Add(a, dy);
            gradients.Add(b, dy);
        });
    }
}
