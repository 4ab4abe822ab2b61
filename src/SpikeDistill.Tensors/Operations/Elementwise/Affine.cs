using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Operations;

/// <summary>A value times a number plus a number.</summary>
public static class AffineOperation
{
    /// <summary>y = factor · x. Any shape, Float32.</summary>
    public static Tensor Scale(this Tape tape, Tensor x, float factor) => Affine(tape, "Scale", x, factor, offset: 0);

    /// <summary>y = x + offset. Any shape, Float32.</summary>
    public static Tensor AddScalar(this Tape tape, Tensor x, float offset) => Affine(tape, "AddScalar", x, factor: 1, offset);

    private static Tensor Affine(Tape tape, string operation, Tensor x, float factor, float offset)
    {
        Tensor y = tape.Allocate(x.Shape);
        ElementwiseMap.Run(tape.Engine.Workers, new Line(factor, offset), x, y);
        return tape.Record(operation, y, [x], [], (dy, gradients) =>
        {
            Tensor dx = gradients.Reuse(dy);
            ElementwiseMap.Run(tape.Engine.Workers, new Line(factor), dy, dx);
            gradients.Give(x, dx);
        });
    }
}
