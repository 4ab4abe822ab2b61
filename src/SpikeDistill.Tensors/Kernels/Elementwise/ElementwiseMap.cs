using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Elementwise;

/// <summary>Runs operators element by element over whole Float32 tensors. The target may be an operand.</summary>
internal static unsafe class ElementwiseMap
{
    public static void Run<TOperator>(Workers workers, TOperator op, Tensor x, Tensor target)
        where TOperator : struct, IUnaryOperator
        => workers.ForElements(target.Shape.Count, new UnaryMap<TOperator>(op, x.Floats, target.Floats));

    public static void Run<TOperator>(Workers workers, TOperator op, Tensor x, Tensor y, Tensor target)
        where TOperator : struct, IBinaryOperator
        => workers.ForElements(target.Shape.Count, new BinaryMap<TOperator>(op, x.Floats, y.Floats, target.Floats));
}
