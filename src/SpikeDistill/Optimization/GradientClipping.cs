using SpikeDistill.Networks;
using SpikeDistill.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace SpikeDistill.Optimization;

/// <summary>Keeps the gradient's length within a limit (Pascanu et al., ICML 2013): all parameters together, so that its direction stays.</summary>
public static class GradientClipping
{
    /// <summary>Elements added in single precision before double precision goes on.</summary>
    private const int Chunk = 4096;

    /// <summary>The Euclidean norm of the gradients of all parameters the loss depended on.</summary>
    public static double Norm(IReadOnlyList<Parameter> parameters, Gradients gradients)
    {
        double sum = 0;
        foreach (Parameter parameter in parameters)
        {
            ReadOnlySpan<float> values = gradients.Find(parameter.Value) is { } gradient ? gradient.Values : [];
            for (int start = 0; start < values.Length; start += Chunk)
            {
                sum += TensorPrimitives.SumOfSquares(values.Slice(start, Math.Min(Chunk, values.Length - start)));
            }
        }

        return Math.Sqrt(sum);
    }

    /// <summary>What gradients of this norm are multiplied by: min(1, limit / (norm + 1e-6)), as in PyTorch.</summary>
    public static double Scale(double norm, double limit) => Math.Min(1, limit / (norm + 1e-6));
}
