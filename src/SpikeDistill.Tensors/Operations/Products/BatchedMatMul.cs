using SpikeDistill.Tensors.Kernels.Products;

namespace SpikeDistill.Tensors.Operations;

/// <summary>Matrix products side by side: attention's scores and sums.</summary>
public static class BatchedMatMulOperation
{
    /// <summary>y[…, i, j] = Σ over k of left[…, i, k] · right[…, k, j], for all leading indices, which both operands share.</summary>
    /// <param name="tape">The pass.</param>
    /// <param name="left">[…, m, k], or […, k, m] if it is transposed. Float32.</param>
    /// <param name="right">[…, k, n], or […, n, k] if it is transposed. Float32.</param>
    /// <param name="leftTransposed">Whether the left operand's last two axes are exchanged.</param>
    /// <param name="rightTransposed">Whether the right operand's last two axes are exchanged.</param>
    /// <returns>[…, m, n], Float32.</returns>
    /// <exception cref="TensorException">The shapes do not fit.</exception>
    public static Tensor BatchedMatMul(this Tape tape, Tensor left, Tensor right, bool leftTransposed = false, bool rightTransposed = false)
    {
        int rank = left.Shape.Rank;
        (int m, int k) = rank < 2 ? (0, 0) : Sides(left.Shape, leftTransposed);
        (int inner, int n) = right.Shape.Rank < 2 ? (0, 0) : Sides(right.Shape, rightTransposed);
        if (rank < 2 || k != inner || m == 0 || k == 0 || n == 0 || right.Shape != left.Shape.With(^2, right.Shape[^2]).With(^1, right.Shape[^1]))
        {
            throw new TensorException(
                $"BatchedMatMul: the operands must be [..., m, k] and [..., k, n] with the same leading axes, none of m, k, n 0, "
                + $"but the left is {left.Shape}{Note(leftTransposed)} and the right is {right.Shape}{Note(rightTransposed)}.");
        }

        Shape shape = left.Shape.With(^2, m).With(^1, n);
        int count = checked((int)(shape.Count / m / n));
        Tensor y = tape.Allocate(shape);
        Multiply(tape, count, m, k, n, left, leftTransposed, right, rightTransposed, y);
        Saved? l = Gradients.Wants(right) ? tape.Save(left) : null, r = Gradients.Wants(left) ? tape.Save(right) : null;
        Saved[] saved = [.. new[] { l, r }.OfType<Saved>()];
        return tape.Record("BatchedMatMul", y, [left, right], saved, (dy, gradients) =>
        {
            // dL = dy · Rᵀ and dR = Lᵀ · dy, each transposed again where the operand is.
            if (r is not null)
            {
                Tensor dl = tape.Allocate(left.Shape);
                if (leftTransposed) Multiply(tape, count, k, n, m, r.Value, rightTransposed, dy, true, dl);
                else Multiply(tape, count, m, n, k, dy, false, r.Value, !rightTransposed, dl);
                gradients.Give(left, dl);
            }

            if (l is not null)
            {
                Tensor dr = tape.Allocate(right.Shape);
                if (rightTransposed) Multiply(tape, count, n, m, k, dy, true, l.Value, leftTransposed, dr);
                else Multiply(tape, count, k, m, n, l.Value, !leftTransposed, dy, false, dr);
                gradients.Give(right, dr);
            }
        });
    }

    private static unsafe void Multiply(
        Tape tape, int count, int rows, int inner, int columns, Tensor left, bool leftTransposed, Tensor right, bool rightTransposed, Tensor target)
        => new BatchedProduct
        {
            Workers = tape.Engine.Workers,
            Memory = tape.Engine.Memory,
            Count = count,
            Rows = rows,
            Inner = inner,
            Columns = columns,
            Left = left.Floats,
            LeftTransposed = leftTransposed,
            Right = right.Floats,
            RightTransposed = rightTransposed,
            Target = target.Floats,
        }.Run();

    private static (int Rows, int Columns) Sides(Shape shape, bool transposed) => transposed ? (shape[^1], shape[^2]) : (shape[^2], shape[^1]);

    private static string Note(bool transposed) => transposed ? " (transposed)" : string.Empty;
}
