using SpikeDistill.Tensors.Kernels.Reduce;

namespace SpikeDistill.Tensors.Operations;

/// <summary>The sum and the mean of all elements.</summary>
public static class TotalOperation
{
    /// <summary>y = Σ x over all elements, a scalar. Float32; added in chunks that follow from the shape.</summary>
    public static Tensor Sum(this Tape tape, Tensor x) => Reduce(tape, "Sum", x, factor: 1);

    /// <summary>y = the mean of all elements, a scalar. Float32.</summary>
    /// <exception cref="TensorException">No element.</exception>
    public static Tensor Mean(this Tape tape, Tensor x)
    {
        if (x.Shape.Count == 0)
        {
            throw new TensorException($"Mean: the shape {x.Shape} has no element.");
        }

        return Reduce(tape, "Mean", x, 1.0 / x.Shape.Count);
    }

    private static Tensor Reduce(Tape tape, string operation, Tensor x, double factor)
    {
        Tensor y = tape.Scalar((float)(TotalSum.Run(tape.Engine.Workers, x) * factor));
        return tape.Record(operation, y, [x], [], (dy, gradients) =>
        {
            // dx = dy · factor everywhere.
            Tensor dx = tape.Allocate(x.Shape);
            dx.Values.Fill((float)(dy.Item() * factor));
            gradients.Give(x, dx);
        });
    }
}
