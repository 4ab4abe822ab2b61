using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Operations;

/// <summary>Axes in another order.</summary>
public static class PermuteOperation
{
    // Rows of the result a task copies; they are gathered one element at a time.
    private const int RowsPerTask = 64;

    /// <summary>The axes in a new order: axis i of y is axis <paramref name="axes"/>[i] of x. Float32.</summary>
    /// <exception cref="TensorException">The axes are no permutation.</exception>
    public static Tensor Permute(this Tape tape, Tensor x, params ReadOnlySpan<int> axes)
    {
        int[] order = axes.ToArray();
        if (order.Length != x.Shape.Rank || order.Distinct().Count() != order.Length || order.Any(axis => axis < 0 || axis >= order.Length))
        {
            throw new TensorException($"Permute: [{string.Join(", ", order)}] does not name every axis of {x.Shape} once.");
        }

        Tensor y = Copy(tape, x, order);
        return tape.Record("Permute", y, [x], [], (dy, gradients) =>
        {
            int[] inverse = new int[order.Length];
            for (int i = 0; i < order.Length; i++)
            {
                inverse[order[i]] = i;
            }

            gradients.Give(x, Copy(tape, dy, inverse));
        });
    }

    /// <summary>The last two axes exchanged. Float32.</summary>
    /// <exception cref="TensorException">Fewer than two axes.</exception>
    public static Tensor Transpose(this Tape tape, Tensor x)
    {
        int rank = x.Shape.Rank;
        if (rank < 2)
        {
            throw new TensorException($"Transpose: at least two axes are needed, but the shape is {x.Shape}.");
        }

        int[] order = [.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2];
        return tape.Permute(x, order);
    }

    private static unsafe Tensor Copy(Tape tape, Tensor x, int[] order)
    {
        int rank = order.Length;
        int[] lengths = new int[rank];
        long[] steps = new long[rank];
        for (int i = 0; i < rank; i++)
        {
            lengths[i] = x.Shape[order[i]];
            steps[i] = 1;
            for (int behind = order[i] + 1; behind < rank; behind++)
            {
                steps[i] *= x.Shape[behind];
            }
        }

        Tensor y = tape.Allocate(new Shape(lengths));
        int columns = rank == 0 ? 1 : lengths[^1];
        long step = rank == 0 ? 0 : steps[^1], rows = columns == 0 ? 0 : y.Shape.Count / columns;
        float* source = x.Floats, target = y.Floats;
        Workers workers = tape.Engine.Workers;
        workers.ForRange(rows, RowsPerTask, (start, end) =>
        {
            for (long row = start; row < end; row++)
            {
                float* from = source + Offset(row, lengths, steps), to = target + (row * columns);
                for (int c = 0; c < columns; c++)
                {
                    to[c] = from[c * step];
                }
            }
        });
        return y;
    }

    // Where the first element of a row of the result lies in the source.
    private static long Offset(long row, int[] lengths, long[] steps)
    {
        long offset = 0;
        for (int axis = lengths.Length - 2; axis >= 0; axis--)
        {
            (row, long index) = Math.DivRem(row, lengths[axis]);
            offset += index * steps[axis];
        }

        return offset;
    }
}
