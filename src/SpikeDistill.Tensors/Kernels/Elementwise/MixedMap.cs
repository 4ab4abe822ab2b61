using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Elementwise;

/// <summary>
/// target = op(x, y) for tensors of one shape in any storage each; what is packed is read as it lies, not widened. The target
/// is Float32 and may be an operand.
/// </summary>
internal static unsafe class MixedMap
{
    public static void Run<TOperator>(Workers workers, TOperator op, Tensor x, Tensor y, Tensor target)
        where TOperator : struct, IBinaryOperator
    {
        if (x.Kind == StorageKind.Float32 && y.Kind == StorageKind.Float32)
        {
            ElementwiseMap.Run(workers, op, x, y, target);
            return;
        }

        int columns = target.Shape[^1];
        if (x.Kind == StorageKind.Spikes) Run(workers, op, new SpikeRows(x.SpikeBytes, columns), y, target);
        else Run(workers, op, new FloatRows(x.Floats, columns), y, target);
    }

    private static void Run<TOperator, TLeft>(Workers workers, TOperator op, TLeft x, Tensor y, Tensor target)
        where TOperator : struct, IBinaryOperator
        where TLeft : struct, IRowSource
    {
        int columns = target.Shape[^1];
        if (y.Kind == StorageKind.Spikes) Run(workers, op, x, new SpikeRows(y.SpikeBytes, columns), target);
        else Run(workers, op, x, new FloatRows(y.Floats, columns), target);
    }

    private static void Run<TOperator, TLeft, TRight>(Workers workers, TOperator op, TLeft x, TRight y, Tensor target)
        where TOperator : struct, IBinaryOperator
        where TLeft : struct, IRowSource
        where TRight : struct, IRowSource
    {
        int columns = target.Shape[^1];
        long rows = columns == 0 ? 0 : target.Shape.Count / columns;
        Rows.For(workers, rows, columns, new RowMap<TOperator, TLeft, TRight>(op, x, y, target.Floats, columns));
    }
}
