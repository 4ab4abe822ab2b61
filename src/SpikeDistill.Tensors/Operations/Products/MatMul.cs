using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Tensors.Operations;

/// <summary>The matrix product.</summary>
public static class MatMulOperation
{
    /// <summary>y[…, m, n] = Σ over k of left[…, m, k] · right[k, n].</summary>
    /// <param name="tape">The pass.</param>
    /// <param name="left">[…, k], Float32, Spikes or Counts.</param>
    /// <param name="right">[k, n], Float32.</param>
    /// <returns>[…, n], Float32.</returns>
    /// <exception cref="TensorException">The shapes do not fit.</exception>
    public static Tensor MatMul(this Tape tape, Tensor left, Tensor right)
    {
        if (left.Shape.Rank < 1 || right.Shape.Rank != 2 || right.Shape[0] != left.Shape[^1] || right.Shape.Count == 0)
        {
            throw new TensorException(
                "MatMul: the left operand must be [..., k] and the right one [k, n], none of them 0, but "
                    + $"the left is {left.Shape} and the right is {right.Shape}.");
        }

        int outputs = right.Shape[1];
        ConvolutionShape shape = new(WeightedSum.OuterLength(left.Shape, 1), 1, 1, left.Shape[^1], outputs, 1, 1);
        return WeightedSum.Run(tape, "MatMul", shape, left.Shape.With(^1, outputs), left, right, WeightStrides.Matrix(outputs), bias: null);
    }
}
