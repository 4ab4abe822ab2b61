using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Operations;

/// <summary>The rectifier, y = max(x, 0); its slope at 0 is 0.</summary>
public static class ReluOperation
{
    /// <summary>y = max(x, 0), element by element. Any shape, Float32.</summary>
    public static Tensor Relu(this Tape tape, Tensor x)
    {
        Tensor y = tape.Allocate(x.Shape);
        ElementwiseMap.Run(tape.Engine.Workers, default(Forward), x, y);
        Saved output = tape.Save(y);
        return tape.Record("Relu", y, [x], [output], (dy, gradients) =>
        {
            // dx = dy where y > 0.
            Tensor dx = gradients.Reuse(dy);
            ElementwiseMap.Run(tape.Engine.Workers, default(Backward), output.Value, dy, dx);
            gradients.Give(x, dx);
        });
    }

    private readonly struct Forward : IUnaryOperator
    {
        public TLanes Apply<TLanes>(TLanes x)
            where TLanes : struct, ILanes<TLanes>
            => TLanes.Max(x, TLanes.Create(0));
    }

    private readonly struct Backward : IBinaryOperator
    {
        public TLanes Apply<TLanes>(TLanes y, TLanes dy)
            where TLanes : struct, ILanes<TLanes>
            => TLanes.Select(TLanes.MoreThan(y, TLanes.Create(0)), dy, TLanes.Create(0));
    }
}
