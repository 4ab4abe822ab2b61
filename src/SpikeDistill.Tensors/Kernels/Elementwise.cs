using System.Runtime.Intrinsics;
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
    {
        float* from = x.Floats, to = target.Floats;
        workers.ForRange(target.Shape.Count, Grain, (start, end) =>
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Run<Lanes16, TOperator>(op, from, to, start, end);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Run<Lanes8, TOperator>(op, from, to, start, end);
            }
            else if (Vector128.IsHardwareAccelerated)
            {
                Run<Lanes4, TOperator>(op, from, to, start, end);
            }
            else
            {
                Run<Lanes1, TOperator>(op, from, to, start, end);
            }
        });
    }

    public static void Map<TOperator>(Workers workers, TOperator op, Tensor x, Tensor y, Tensor target)
        where TOperator : struct, IBinaryOperator
    {
        float* left = x.Floats, right = y.Floats, to = target.Floats;
        workers.ForRange(target.Shape.Count, Grain, (start, end) =>
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Run<Lanes16, TOperator>(op, left, right, to, start, end);
            }
            else if (Vector256.IsHardwareAccelerated)
            {
                Run<Lanes8, TOperator>(op, left, right, to, start, end);
            }
            else if (Vector128.IsHardwareAccelerated)
            {
                Run<Lanes4, TOperator>(op, left, right, to, start, end);
            }
            else
            {
                Run<Lanes1, TOperator>(op, left, right, to, start, end);
            }
        });
    }

    private static void Run<TLanes, TOperator>(TOperator op, float* x, float* target, long start, long end)
        where TLanes : struct, ILanes<TLanes>
        where TOperator : struct, IUnaryOperator
    {
        for (long i = start; i < end; i += TLanes.Count)
        {
            op.Apply(TLanes.Load(x + i)).Store(target + i);
        }
    }

    private static void Run<TLanes, TOperator>(TOperator op, float* x, float* y, float* target, long start, long end)
        where TLanes : struct, ILanes<TLanes>
        where TOperator : struct, IBinaryOperator
    {
        for (long i = start; i < end; i += TLanes.Count)
        {
            op.Apply(TLanes.Load(x + i), TLanes.Load(y + i)).Store(target + i);
        }
    }
}
