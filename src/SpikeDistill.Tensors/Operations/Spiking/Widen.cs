using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Operations;

/// <summary>Packed spikes and counts as floats, for operations that take no others.</summary>
public static class WidenOperation
{
    /// <summary>y = x in Float32, spikes as 0 and 1, counted in <see cref="Engine.WidenedElements"/>; a Float32 x is returned as it is.</summary>
    public static Tensor Widen(this Tape tape, Tensor x)
    {
        if (x.Kind == StorageKind.Float32)
        {
            return x;
        }

        Tensor y = tape.Allocate(x.Shape);
        MixedMap.Run(tape.Engine.Workers, default(Identity), x, y);
        tape.Engine.WidenedElements += x.Shape.Count;
        return tape.Record("Widen", y, [x], [], (dy, gradients) => gradients.Add(x, dy));
    }
}
