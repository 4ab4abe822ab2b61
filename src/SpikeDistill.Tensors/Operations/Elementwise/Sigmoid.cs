using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Operations;

/// <summary>The logistic function.</summary>
public static class SigmoidOperation
{
    /// <summary>y = 1/(1 + e^(−x)), element by element. Any shape, Float32. dx = dy · y · (1 − y).</summary>
    public static Tensor Sigmoid(this Tape tape, Tensor x)
    {
        Tensor y = tape.Allocate(x.Shape);
        ElementwiseMap.Run(tape.Engine.Workers, default(Logistic), x, y);
        Saved output = tape.Save(y);
        return tape.Record("Sigmoid", y, [x], [output], (dy, gradients) =>
        {
            Tensor dx = gradients.Reuse(dy);
            ElementwiseMap.Run(tape.Engine.Workers, default(Backward), output.Value, dy, dx);
            gradients.Give(x, dx);
        });
    }

    private readonly struct Logistic : IUnaryOperator
    {
        // e^(−x) is infinite below −89, and one over that 0.
        public TLanes Apply<TLanes>(TLanes x)
            where TLanes : struct, ILanes<TLanes>
            => TLanes.Create(1) / (TLanes.Create(1) + TLanes.Exp(TLanes.Create(0) - x));
    }

    private readonly struct Backward : IBinaryOperator
    {
        public TLanes Apply<TLanes>(TLanes y, TLanes dy)
            where TLanes : struct, ILanes<TLanes>
            => dy * y * (TLanes.Create(1) - y);
    }
}
