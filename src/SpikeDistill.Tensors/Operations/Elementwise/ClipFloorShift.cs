using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Kernels.Reduce;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Operations;

/// <summary>Quantization, clip, floor and shift: the rectifier that a neuron's rate over L steps is (Bu et al., ICLR 2022).</summary>
public static class ClipFloorShiftOperation
{
    /// <summary>
    /// y = λ · clip(⌊x L / λ + ½⌋ / L, 0, 1), element by element, with one learned threshold λ. The slope of the floor is taken as 1, as in the
    /// paper's public code: with q = ⌊x L / λ + ½⌋ / L, dx = dy where q lies in 0 to 1, and dλ = Σ dy · (clip(q, 0, 1) − x/λ where q lies there).
    /// </summary>
    /// <param name="tape">The pass.</param>
    /// <param name="x">Float32, any shape.</param>
    /// <param name="threshold">λ, one element, above 0.</param>
    /// <param name="levels">L, at least 1.</param>
    /// <exception cref="TensorException">More than one threshold, or no level.</exception>
    public static Tensor ClipFloorShift(this Tape tape, Tensor x, Tensor threshold, int levels)
    {
        if (threshold.Shape.Count != 1 || levels < 1)
        {
            throw new TensorException(
                $"ClipFloorShift: the thresholds have the shape {threshold.Shape} and there are {levels} levels; there must be one threshold and a level.");
        }

        float most = threshold.Values[0];
        Tensor y = tape.Allocate(x.Shape);
        ElementwiseMap.Run(tape.Engine.Workers, new Forward(most, levels), x, y);
        Saved input = tape.Save(x);
        return tape.Record("ClipFloorShift", y, [x, threshold], [input], (dy, gradients) =>
        {
            if (Gradients.Wants(threshold))
            {
                Tensor sum = tape.Allocate(threshold.Shape);
                sum.Values[0] = (float)TotalSum.Run(tape.Engine.Workers, new ThresholdTerm(most, levels), input.Value, dy);
                gradients.Give(threshold, sum);
            }

            if (Gradients.Wants(x))
            {
                Tensor dx = gradients.Reuse(dy);
                ElementwiseMap.Run(tape.Engine.Workers, new Backward(most, levels), input.Value, dy, dx);
                gradients.Give(x, dx);
            }
        });
    }

    private readonly struct Forward(float threshold, int levels) : IUnaryOperator
    {
        public TLanes Apply<TLanes>(TLanes x)
            where TLanes : struct, ILanes<TLanes>
            => Clip(Quotient(x, threshold, levels)) * TLanes.Create(threshold);

        /// <summary>q, before it is clipped.</summary>
        public static TLanes Quotient<TLanes>(TLanes x, float threshold, int levels)
            where TLanes : struct, ILanes<TLanes>
        {
            TLanes steps = TLanes.Create(levels);
            return TLanes.Floor((x / TLanes.Create(threshold) * steps) + TLanes.Create(0.5f)) / steps;
        }

        public static TLanes Clip<TLanes>(TLanes q)
            where TLanes : struct, ILanes<TLanes>
        {
            TLanes one = TLanes.Create(1), least = TLanes.Max(q, TLanes.Create(0));
            return TLanes.Select(TLanes.MoreThan(least, one), one, least);
        }

        /// <summary>A value where q lies in 0 to 1, else 0.</summary>
        public static TLanes Within<TLanes>(TLanes q, TLanes value)
            where TLanes : struct, ILanes<TLanes>
        {
            TLanes zero = TLanes.Create(0);
            return TLanes.Select(TLanes.AtLeast(q, zero), TLanes.Select(TLanes.AtLeast(TLanes.Create(1), q), value, zero), zero);
        }
    }

    private readonly struct Backward(float threshold, int levels) : IBinaryOperator
    {
        public TLanes Apply<TLanes>(TLanes x, TLanes dy)
            where TLanes : struct, ILanes<TLanes>
            => Forward.Within(Forward.Quotient(x, threshold, levels), dy);
    }

    private readonly struct ThresholdTerm(float threshold, int levels) : IBinaryOperator
    {
        public TLanes Apply<TLanes>(TLanes x, TLanes dy)
            where TLanes : struct, ILanes<TLanes>
        {
            TLanes q = Forward.Quotient(x, threshold, levels);
            return dy * (Forward.Clip(q) - Forward.Within(q, x / TLanes.Create(threshold)));
        }
    }
}
