using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace SpikeDistill.Tensors.Operations;

/// <summary>What the spikes of phase coding stand for (Kim et al., 2018).</summary>
public static class WeighPhasesOperation
{
    /// <summary>y[t] = 2^-(1 + t mod bits) x[t]: [T, ...] to Float32 of the same shape. dx[t] = 2^-(1 + t mod bits) dy[t].</summary>
    /// <param name="tape">The pass.</param>
    /// <param name="x">Spikes, or floats, [T, ...].</param>
    /// <param name="bits">Bits of a value.</param>
    public static Tensor WeighPhases(this Tape tape, Tensor x, int bits)
    {
        Tensor wide = tape.Widen(x), y = tape.Allocate(x.Shape);
        Weigh(wide, y, bits);
        return tape.Record("WeighPhases", y, [wide], [], (dy, gradients) =>
        {
            Tensor dx = tape.Allocate(dy.Shape);
            Weigh(dy, dx, bits);
            gradients.Give(wide, dx);
        });
    }

    private static void Weigh(Tensor from, Tensor to, int bits)
    {
        int steps = from.Shape[0], each = (int)(from.Shape.Count / steps);
        for (int step = 0; step < steps; step++)
        {
            TensorPrimitives.Multiply(from.Values.Slice(step * each, each), MathF.ScaleB(1, -(1 + (step % bits))), to.Values.Slice(step * each, each));
        }
    }
}
