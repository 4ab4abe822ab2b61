using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Operations;

/// <summary>The difference of two values.</summary>
public static class SubtractOperation
{
    /// <summary>y = a − b, element by element. Same shape, Float32.</summary>
    /// <exception cref="TensorException">The shapes differ.</exception>
    public static Tensor Subtract(this Tape tape, Tensor a, Tensor b)
    {
        Check.SameShape("Subtract", a, b);
        Tensor y = tape.Allocate(a.Shape);
        ElementwiseMap.Run(tape.Engine.Workers, default(Difference), a, b, y);
        return tape.Record("Subtract", y, [a, b], [], (dy, gradients) =>
        {
            gradients.Add(a, dy);
            if (Gradients.Wants(b))
            {
                Tensor db = gradients.Reuse(dy);
                ElementwiseMap.Run(tape.Engine.Workers, new Line(-1), dy, db);
                gradients.Give(b, db);
            }
        });
    }
}
