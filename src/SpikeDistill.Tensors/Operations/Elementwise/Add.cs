using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Operations;

/// <summary>The sum of two values, such as a residual connection.</summary>
public static class AddOperation
{
    /// <summary>y = a + b, element by element. Same shape; Float32 or Spikes each (read bit by bit, not widened); y is Float32.</summary>
    /// <exception cref="TensorException">The shapes differ.</exception>
    public static Tensor Add(this Tape tape, Tensor a, Tensor b)
    {
        Check.SameShape("Add", a, b);
        Tensor y = tape.Allocate(a.Shape);
        Run(tape.Engine.Workers, a, b, y);
        return tape.Record("Add", y, [a, b], [], (dy, gradients) =>
        {
            gradients.Add(a, dy);
            gradients.Add(b, dy);
        });
    }

    private static unsafe void Run(Workers workers, Tensor a, Tensor b, Tensor y)
    {
        if (a.Kind == StorageKind.Float32 && b.Kind == StorageKind.Float32)
        {
            ElementwiseMap.Run(workers, default(Sum), a, b, y);
            return;
        }

        if (a.Kind == StorageKind.Float32)
        {
            (a, b) = (b, a);
        }

        int channels = y.Shape[^1];
        SpikeRows left = new(a.SpikeBytes, channels);
        if (b.Kind == StorageKind.Spikes)
        {
            SpikeRows right = new(b.SpikeBytes, channels);
            Rows.For(workers, SpikeLayout.Rows(y.Shape), channels, new RowMap<Sum, SpikeRows, SpikeRows>(default, left, right, y.Floats, channels));
        }
        else
        {
            FloatRows right = new(b.Floats, channels);
            Rows.For(workers, SpikeLayout.Rows(y.Shape), channels, new RowMap<Sum, SpikeRows, FloatRows>(default, left, right, y.Floats, channels));
        }
    }
}
