using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Kernels.Reduce;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Operations;

/// <summary>The same value added to each item of a batch, such as a learned position embedding.</summary>
public static class AddPositionOperation
{
    /// <summary>
    /// y[n, …] = x[n, …] + position[…] for all leading indices n: the position has the last axes of x. dposition = Σ over n
    /// of dy[n, …].
    /// </summary>
    /// <param name="tape">The pass.</param>
    /// <param name="x">[..., tokens, channels], Float32.</param>
    /// <param name="position">[tokens, channels], or any other last axes of x.</param>
    /// <returns>Shaped like x.</returns>
    /// <exception cref="TensorException">The position does not have the last axes of x, or there is no element.</exception>
    public static unsafe Tensor AddPosition(this Tape tape, Tensor x, Tensor position)
    {
        int rank = position.Shape.Rank, leading = x.Shape.Rank - rank;
        if (leading < 0 || rank == 0 || x.Shape.Count == 0 || position.Shape != new Shape(x.Shape.ToArray().AsSpan(leading)))
        {
            throw new TensorException($"AddPosition: the position must have the last axes of {x.Shape}, none of them 0, but is {position.Shape}.");
        }

        long columns = position.Shape.Count, rows = x.Shape.Count / columns;
        Tensor y = tape.Allocate(x.Shape);
        FloatRows items = new(x.Floats, columns);
        Rows.For(tape.Engine.Workers, rows, columns, new RowMap<Sum, FloatRows, SameRow>(default, items, new SameRow(position.Floats), y.Floats, columns));
        return tape.Record("AddPosition", y, [x, position], [], (dy, gradients) =>
        {
            gradients.Add(x, dy);
            if (!Gradients.Wants(position)) return;
            Tensor total = tape.Allocate(position.Shape);
            AxisSum.Run(tape.Engine.Workers, dy, total, outer: 1, length: rows, factor: 1);
            gradients.Give(position, total);
        });
    }
}
