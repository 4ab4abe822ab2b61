using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Operations;

/// <summary>Packed spikes as floats, for operations that take no others.</summary>
public static class WidenOperation
{
    /// <summary>y = x as 0 and 1 in Float32, counted in <see cref="Engine.WidenedElements"/>; a Float32 x is returned as it is.</summary>
    public static unsafe Tensor Widen(this Tape tape, Tensor x)
    {
        if (x.Kind == StorageKind.Float32)
        {
            return x;
        }

        int channels = x.Shape[^1];
        Tensor y = tape.Allocate(x.Shape);
        Rows.For(
            tape.Engine.Workers,
            SpikeLayout.Rows(x.Shape),
            channels,
            new RowMap<Identity, SpikeRows>(default, new SpikeRows(x.SpikeBytes, channels), y.Floats, channels));
        tape.Engine.WidenedElements += x.Shape.Count;
        return tape.Record("Widen", y, [x], [], (dy, gradients) => gradients.Add(x, dy));
    }
}
