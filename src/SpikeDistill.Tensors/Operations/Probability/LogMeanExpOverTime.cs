using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Operations;

/// <summary>The logarithm of the mean of probabilities over time (TSER, Eq. 7 as printed), from their logarithms.</summary>
public static class LogMeanExpOverTimeOperation
{
    /// <summary>y = log( (1/T) Σ_t exp(x[t]) ): [T, ...] to [...], Float32. Safe where exp would underflow or overflow; −∞ is probability 0.</summary>
    /// <exception cref="TensorException">No time axis, or an empty one.</exception>
    public static unsafe Tensor LogMeanExpOverTime(this Tape tape, Tensor x)
    {
        Check.LastAxis("LogMeanExpOverTime", x);
        int steps = x.Shape[0];
        int[] axes = x.Shape.ToArray();
        Tensor y = tape.Allocate(new Shape(axes.AsSpan(1)));
        long columns = y.Shape.Count;
        Rows.For(tape.Engine.Workers, rows: 1, columns, new Forward(x.Floats, y.Floats, steps, columns), steps);
        Saved input = tape.Save(x), output = tape.Save(y);
        return tape.Record("LogMeanExpOverTime", y, [x], [input, output], (dy, gradients) =>
        {
            // dx[t] = dy · exp(x[t] − y) / T.
            Tensor dx = tape.Allocate(x.Shape);
            Rows.For(tape.Engine.Workers, steps, columns, new Backward(input.Value.Floats, output.Value.Floats, dy.Floats, dx.Floats, steps, columns));
            gradients.Give(x, dx);
        });
    }

    private readonly unsafe struct Forward(float* x, float* y, int steps, long columns) : IRowKernel
    {
        public void Run<TLanes>(in RowBlock block)
            where TLanes : struct, ILanes<TLanes>
        {
            for (long c = block.Start; c < block.End; c += TLanes.Count)
            {
                // A finite start, so that −∞ at every step is −∞ − finite and not −∞ − −∞.
                TLanes largest = TLanes.Create(float.MinValue), sum = TLanes.Create(0);
                for (int t = 0; t < steps; t++)
                {
                    largest = TLanes.Max(largest, TLanes.Load(x + (t * columns) + c));
                }

                for (int t = 0; t < steps; t++)
                {
                    sum += TLanes.Exp(TLanes.Load(x + (t * columns) + c) - largest);
                }

                (largest + TLanes.Log(sum * TLanes.Create(1f / steps))).Store(y + c);
            }
        }
    }

    private readonly unsafe struct Backward(float* x, float* y, float* dy, float* dx, int steps, long columns) : IRowKernel
    {
        public void Run<TLanes>(in RowBlock block)
            where TLanes : struct, ILanes<TLanes>
        {
            TLanes share = TLanes.Create(1f / steps), lowest = TLanes.Create(float.MinValue);
            for (long t = block.FirstRow; t < block.EndRow; t++)
            {
                for (long c = block.Start; c < block.End; c += TLanes.Count)
                {
                    TLanes weight = TLanes.Exp(TLanes.Load(x + (t * columns) + c) - TLanes.Max(TLanes.Load(y + c), lowest));
                    (TLanes.Load(dy + c) * weight * share).Store(dx + (t * columns) + c);
                }
            }
        }
    }
}
