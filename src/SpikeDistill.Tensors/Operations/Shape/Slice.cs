using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Operations;

/// <summary>A part of a value along one axis.</summary>
public static class SliceOperation
{
    /// <summary>
    /// The indices [start, start + length) of <paramref name="axis"/>. Float32, Counts, or Spikes along any axis but the
    /// last. The gradient is dy in its place and 0 elsewhere.
    /// </summary>
    /// <exception cref="TensorException">No such axis or indices.</exception>
    public static unsafe Tensor Slice(this Tape tape, Tensor x, int axis, int start, int length)
    {
        if (axis < 0 || axis >= x.Shape.Rank || start < 0 || length < 0 || start > x.Shape[axis] - length)
        {
            throw new TensorException($"Slice: {x} has no axis {axis} with the indices from {start} to {start + (long)length - 1}.");
        }

        if (x.Kind == StorageKind.Spikes && axis == x.Shape.Rank - 1)
        {
            throw new TensorException($"Slice: spikes are packed along the last axis of {x.Shape} and cannot be cut there; call Widen first.");
        }

        Shape shape = x.Shape.With(axis, length);
        Tensor y = x.Kind == StorageKind.Counts ? tape.AllocateCounts(shape, x.Storage.Largest) : tape.Allocate(shape, x.Kind);
        AxisBlocks blocks = AxisBlocks.Of(x.Shape, x.Kind, axis);
        byte* from = x.Storage.Pointer + (start * blocks.Step);
        BlockCopy.Run(tape.Engine.Workers, from, x.Shape[axis] * blocks.Step, y.Storage.Pointer, length * blocks.Step, length * blocks.Step, blocks.Outer);
        return tape.Record("Slice", y, [x], [], (dy, gradients) =>
        {
            // What other parts of x have given already is added to, in place.
            Tensor? sum = gradients.Growing(x);
            Tensor dx = sum ?? tape.Zeros(x.Shape);
            Add(tape, dy, dx, axis, start);
            if (sum is null) gradients.Give(x, dx);
        });
    }

    /// <summary>
    /// Index <paramref name="index"/> of <paramref name="axis"/>, which goes away: for example the class token of
    /// [N, tokens, C]. As <see cref="Slice"/>.
    /// </summary>
    /// <exception cref="TensorException">No such axis or index.</exception>
    public static Tensor Select(this Tape tape, Tensor x, int axis, int index)
    {
        Tensor part = tape.Slice(x, axis, index, 1);
        int[] lengths = part.Shape.ToArray();
        Tensor y = tape.Reshape(part, new Shape([.. lengths[..axis], .. lengths[(axis + 1)..]]));
        part.Release();
        return y;
    }

    private static unsafe void Add(Tape tape, Tensor dy, Tensor dx, int axis, int start)
    {
        long step = AxisBlocks.Of(dx.Shape, StorageKind.Float32, axis).Step / sizeof(float), columns = dy.Shape[axis] * step;
        Adding kernel = new(dy.Floats, dx.Floats + (start * step), columns, dx.Shape[axis] * step);
        Rows.For(tape.Engine.Workers, columns == 0 ? 0 : dy.Shape.Count / columns, columns, kernel);
    }

    private readonly unsafe struct Adding(float* from, float* to, long columns, long step) : IRowKernel
    {
        public void Run<TLanes>(in RowBlock block)
            where TLanes : struct, ILanes<TLanes>
        {
            for (long row = block.FirstRow; row < block.EndRow; row++)
            {
                float* source = from + (row * columns), target = to + (row * step);
                for (long c = block.Start; c < block.End; c += TLanes.Count) (TLanes.Load(target + c) + TLanes.Load(source + c)).Store(target + c);
            }
        }
    }
}
