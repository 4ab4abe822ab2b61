namespace SpikeDistill.Tensors.Lanes;

/// <summary>
/// target[i] = op(x[i]). The target may be the operand. Whole vectors run up to 64 bytes past the end, which every block
/// can take (<see cref="Memory.MemoryPool"/>), so there is no tail.
/// </summary>
internal readonly unsafe struct UnaryMap<TOperator>(TOperator op, float* x, float* target) : ILaneKernel
    where TOperator : struct, IUnaryOperator
{
    public void Run<TLanes>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
    {
        float* from = x, to = target;
        for (long i = start; i < end; i += TLanes.Count)
        {
            op.Apply(TLanes.Load(from + i)).Store(to + i);
        }
    }
}

/// <summary>target[i] = op(x[i], y[i]), the same way; the target may be either operand.</summary>
internal readonly unsafe struct BinaryMap<TOperator>(TOperator op, float* x, float* y, float* target) : ILaneKernel
    where TOperator : struct, IBinaryOperator
{
    public void Run<TLanes>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
    {
        float* left = x, right = y, to = target;
        for (long i = start; i < end; i += TLanes.Count)
        {
            op.Apply(TLanes.Load(left + i), TLanes.Load(right + i)).Store(to + i);
        }
    }
}
