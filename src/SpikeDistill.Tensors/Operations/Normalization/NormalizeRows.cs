using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace SpikeDistill.Tensors.Operations;

/// <summary>Rows brought to length 1.</summary>
public static class NormalizeRowsOperation
{
    /// <summary>The least length that is divided by, as in PyTorch's normalize.</summary>
    private const float Least = 1e-12f;

    /// <summary>y = x / max(‖x‖₂, 1e-12), row by row over the last axis. Float32; a row of zeros stays one and passes no gradient on.</summary>
    /// <exception cref="TensorException">No last axis.</exception>
    public static Tensor NormalizeRows(this Tape tape, Tensor x)
    {
        Check.LastAxis("NormalizeRows", x);
        int length = x.Shape[^1], rows = (int)(x.Shape.Count / length);
        float[] norms = new float[rows];
        Tensor y = tape.Allocate(x.Shape);
        for (int row = 0; row < rows; row++)
        {
            norms[row] = TensorPrimitives.Norm<float>(x.Values.Slice(row * length, length));
            TensorPrimitives.Divide(x.Values.Slice(row * length, length), Math.Max(norms[row], Least), y.Values.Slice(row * length, length));
        }

        Saved output = tape.Save(y);
        return tape.Record("NormalizeRows", y, [x], [output], (dy, gradients) =>
        {
            // dx = (dy - y · ⟨y, dy⟩) / ‖x‖.
            Tensor dx = tape.Allocate(x.Shape);
            for (int row = 0; row < rows; row++)
            {
                ReadOnlySpan<float> unit = output.Value.Values.Slice(row * length, length), from = dy.Values.Slice(row * length, length);
                Span<float> to = dx.Values.Slice(row * length, length);
                if (norms[row] <= Least)
                {
                    to.Clear();
                    continue;
                }

                TensorPrimitives.MultiplyAdd(unit, -TensorPrimitives.Dot(unit, from), from, to);
                TensorPrimitives.Divide(to, norms[row], to);
            }

            gradients.Give(x, dx);
        });
    }
}
