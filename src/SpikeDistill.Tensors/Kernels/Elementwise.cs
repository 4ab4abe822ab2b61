using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels;

/// <summary>A function of one operand, applied element by element.</summary>
internal interface IUnaryOperator
{
    TLanes Apply<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>A function of two operands, applied element by element.</summary>
internal interface IBinaryOperator
{
    TLanes Apply<TLanes>(TLanes x, TLanes y)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>
/// The driver of elementwise operators over whole Float32 tensors. The target may be an operand. Whole vectors run up to
/// 64 bytes past the end, which every block can take (<see cref="Memory.MemoryPool"/>), so there is no tail.
/// </summary>
internal static unsafe class Elementwise
{
    /// <summary>Elements a task works on: 64 KiB an operand, which stays in the second-level cache.</summary>
    public const int Grain = 16384;

    public static void Map<TOperator>(Workers workers, TOperator op, Tensor x, Tensor target)
        where TOperator : struct, IUnaryOperator
        => workers.ForRange(target.Shape.Count, Grain, new Unary<TOperator>(op, x.Floats, target.Floats));

    public static void Map<TOperator>(Workers workers, TOperator op, Tensor x, Tensor y, Tensor target)
        where TOperator : struct, IBinaryOperator
        => workers.ForRange(target.Shape.Count, Grain, new Binary<TOperator>(op, x.Floats, y.Floats, target.Floats));

    private readonly struct Unary<TOperator>(TOperator op, float* x, float* target) : ILaneKernel
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

    private readonly struct Binary<TOperator>(TOperator op, float* x, float* y, float* target) : ILaneKernel
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
}
