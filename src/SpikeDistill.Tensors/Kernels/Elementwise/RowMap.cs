using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Elementwise;

/// <summary>target = op(x), row by row from any storage.</summary>
internal readonly unsafe struct RowMap<TOperator, TSource>(TOperator op, TSource x, float* target, long columns) : IRowKernel
    where TOperator : struct, IUnaryOperator
    where TSource : struct, IRowSource
{
    public void Run<TLanes>(in RowBlock block)
        where TLanes : struct, ILanes<TLanes>
    {
        TSource from = x;
        for (long row = block.FirstRow; row < block.EndRow; row++)
        {
            float* to = target + (row * columns);
            for (long c = block.Start; c < block.End; c += TLanes.Count)
            {
                op.Apply(from.At<TLanes>(row, c)).Store(to + c);
            }
        }
    }
}

/// <summary>target = op(x, y), row by row from any storages.</summary>
internal readonly unsafe struct RowMap<TOperator, TLeft, TRight>(TOperator op, TLeft x, TRight y, float* target, long columns) : IRowKernel
    where TOperator : struct, IBinaryOperator
    where TLeft : struct, IRowSource
    where TRight : struct, IRowSource
{
    public void Run<TLanes>(in RowBlock block)
        where TLanes : struct, ILanes<TLanes>
    {
        TLeft left = x;
        TRight right = y;
        for (long row = block.FirstRow; row < block.EndRow; row++)
        {
            float* to = target + (row * columns);
            for (long c = block.Start; c < block.End; c += TLanes.Count)
            {
                op.Apply(left.At<TLanes>(row, c), right.At<TLanes>(row, c)).Store(to + c);
            }
        }
    }
}
