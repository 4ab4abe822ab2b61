using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Operations;

/// <summary>The Gaussian error linear unit (Hendrycks and Gimpel, 2016), the activation of vision transformers.</summary>
public static class GeluOperation
{
    /// <summary>
    /// y = x · Φ(x), element by element, with the normal distribution Φ; or, with <paramref name="tanh"/>, its approximation
    /// ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))). Any shape, Float32. dx = dy · (Φ(x) + x · φ(x)), or the approximation's slope.
    /// </summary>
    public static Tensor Gelu(this Tape tape, Tensor x, bool tanh = false)
    {
        Tensor y = tape.Allocate(x.Shape);
        if (tanh) ElementwiseMap.Run(tape.Engine.Workers, default(Approximate), x, y);
        else ElementwiseMap.Run(tape.Engine.Workers, default(Exact), x, y);
        Saved input = tape.Save(x);
        return tape.Record("Gelu", y, [x], [input], (dy, gradients) =>
        {
            Tensor dx = gradients.Reuse(dy);
            if (tanh) ElementwiseMap.Run(tape.Engine.Workers, default(ApproximateSlope), input.Value, dy, dx);
            else ElementwiseMap.Run(tape.Engine.Workers, default(ExactSlope), input.Value, dy, dx);
            gradients.Give(x, dx);
        });
    }

    private readonly struct Exact : IUnaryOperator
    {
        public TLanes Apply<TLanes>(TLanes x)
            where TLanes : struct, ILanes<TLanes>
            => x * NormalDistribution.Cumulative(x);
    }

    private readonly struct ExactSlope : IBinaryOperator
    {
        public TLanes Apply<TLanes>(TLanes x, TLanes dy)
            where TLanes : struct, ILanes<TLanes>
            => dy * TLanes.MultiplyAdd(x, NormalDistribution.Density(x), NormalDistribution.Cumulative(x));
    }

    // ½ (1 + tanh u) is the logistic function σ of 2u.
    private readonly struct Approximate : IUnaryOperator
    {
        public const float Slope = 1.59576912f, Cubic = 0.0713548163f; // 2 √(2/π), and that times 0.044715.

        public TLanes Apply<TLanes>(TLanes x)
            where TLanes : struct, ILanes<TLanes>
            => x * Logistic(x);

        public static TLanes Logistic<TLanes>(TLanes x)
            where TLanes : struct, ILanes<TLanes>
        {
            TLanes v = x * TLanes.MultiplyAdd(TLanes.Create(Cubic), x * x, TLanes.Create(Slope));
            return TLanes.Create(1) / (TLanes.Create(1) + TLanes.Exp(TLanes.Create(0) - v));
        }
    }

    private readonly struct ApproximateSlope : IBinaryOperator
    {
        public TLanes Apply<TLanes>(TLanes x, TLanes dy)
            where TLanes : struct, ILanes<TLanes>
        {
            TLanes sigma = Approximate.Logistic(x), one = TLanes.Create(1);
            TLanes inner = TLanes.MultiplyAdd(TLanes.Create(3 * Approximate.Cubic), x * x, TLanes.Create(Approximate.Slope));
            return dy * sigma * TLanes.MultiplyAdd(x * (one - sigma), inner, one);
        }
    }
}
