using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Operations;

/// <summary>The product of two values.</summary>
public static class MultiplyOperation
{
    /// <summary>y = a · b, element by element. Same shape, Float32.</summary>
    /// <exception cref="TensorException">The shapes differ.</exception>
    public static Tensor Multiply(this Tape tape, Tensor a, Tensor b)
    {
        Check.SameShape("Multiply", a, b);
        Tensor y = tape.Allocate(a.Shape);
        ElementwiseMap.Run(tape.Engine.Workers, default(Product), a, b, y);
        Saved left = tape.Save(a), right = tape.Save(b);
        return tape.Record("Multiply", y, [a, b], [left, right], (dy, gradients) =>
        {
            // da = dy · b and db = dy · a; only the last of them may overwrite dy.
            if (Gradients.Wants(a))
            {
                Tensor da = Gradients.Wants(b) ? tape.Allocate(a.Shape) : gradients.Reuse(dy);
                ElementwiseMap.Run(tape.Engine.Workers, default(Product), dy, right.Value, da);
                gradients.Give(a, da);
            }

            if (Gradients.Wants(b))
            {
                Tensor db = gradients.Reuse(dy);
                ElementwiseMap.Run(tape.Engine.Workers, default(Product), dy, left.Value, db);
                gradients.Give(b, db);
            }
        });
    }
}
