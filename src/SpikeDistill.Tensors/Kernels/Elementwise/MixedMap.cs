using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Elementwise;

/// <summary>
/// Runs operators over tensors of one shape in any storage each; what is packed is read as it lies, not widened. The target
/// is Float32 and may be an operand.
/// </summary>
internal static unsafe class MixedMap
{
    /// <summary>target = op(x).</summary>
    public static void Run<TOperator>(Workers workers, TOperator op, Tensor x, Tensor target)
        where TOperator : struct, IUnaryOperator
    {
        if (x.Kind == StorageKind.Float32) ElementwiseMap.Run(workers, op, x, target);
        else TensorRows.Read(x, Columns(target), new One<TOperator>(workers, op, target));
    }

    /// <summary>target = op(x, y).</summary>
    public static void Run<TOperator>(Workers workers, TOperator op, Tensor x, Tensor y, Tensor target)
        where TOperator : struct, IBinaryOperator
    {
        if (x.Kind == StorageKind.Float32 && y.Kind == StorageKind.Float32) ElementwiseMap.Run(workers, op, x, y, target);
        else TensorRows.Read(x, Columns(target), new Left<TOperator>(workers, op, y, target));
    }

    private static int Columns(Tensor target) => target.Shape.Rank == 0 ? 1 : target.Shape[^1];

    private static long Rows(Tensor target) => target.Shape.Count == 0 ? 0 : target.Shape.Count / Columns(target);

    private readonly struct One<TOperator>(Workers workers, TOperator op, Tensor target) : IRowAction
        where TOperator : struct, IUnaryOperator
    {
        public void Run<TSource>(TSource rows)
            where TSource : struct, IRowSource
            => Elementwise.Rows.For(workers, Rows(target), Columns(target), new RowMap<TOperator, TSource>(op, rows, target.Floats, Columns(target)));
    }

    private readonly struct Left<TOperator>(Workers workers, TOperator op, Tensor y, Tensor target) : IRowAction
        where TOperator : struct, IBinaryOperator
    {
        public void Run<TSource>(TSource rows)
            where TSource : struct, IRowSource
            => TensorRows.Read(y, Columns(target), new Both<TOperator, TSource>(workers, op, rows, target));
    }

    private readonly struct Both<TOperator, TLeft>(Workers workers, TOperator op, TLeft left, Tensor target) : IRowAction
        where TOperator : struct, IBinaryOperator
        where TLeft : struct, IRowSource
    {
        public void Run<TSource>(TSource rows)
            where TSource : struct, IRowSource
        {
            RowMap<TOperator, TLeft, TSource> map = new(op, left, rows, target.Floats, Columns(target));
            Elementwise.Rows.For(workers, Rows(target), Columns(target), map);
        }
    }
}
