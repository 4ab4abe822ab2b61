using SpikeDistill.Networks;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace SpikeDistill.Optimization;

/// <summary>
/// What the Adam family remembers: m ← β1·m + (1 - β1)·g and v ← β2·v + (1 - β2)·g² of every parameter, and the number t of steps in which
/// it had a gradient; and the direction m / (√(v / (1 - β2^t)) + ε), which still lacks the factor 1 / (1 - β1^t).
/// </summary>
internal sealed class AdaptiveMoments
{
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly Tensor[] _means;
    private readonly Tensor[] _squares;
    private readonly Tensor _steps;
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly float _epsilon;

    public AdaptiveMoments(TensorScope scope, IReadOnlyList<Parameter> parameters, AdaptiveOptimizer options)
    {
        _parameters = parameters;
        _means = [.. parameters.Select(parameter => scope.Zeros(parameter.Value.Shape))];
        _squares = [.. parameters.Select(parameter => scope.Zeros(parameter.Value.Shape))];

        // Exact up to 2^24 steps, where both corrections have long been 1.
        _steps = scope.Zeros(new Shape(parameters.Count));
        (_beta1, _beta2, _epsilon) = (options.Beta1, options.Beta2, (float)options.Epsilon);
    }

    /// <summary>All of it, by its names in checkpoints.</summary>
    public IReadOnlyList<OptimizerTensor> State =>
    [
        new OptimizerTensor(StoredPrefixes.Optimizer + "steps", _steps) { OnceOneForAll = true },
        .. _means.Select((mean, i) => new OptimizerTensor(StoredPrefixes.Optimizer + "mean." + _parameters[i].Name, mean)),
        .. _squares.Select((square, i) => new OptimizerTensor(StoredPrefixes.Optimizer + "square." + _parameters[i].Name, square)),
    ];

    /// <summary>Counts a step for every parameter that has a gradient; gives what makes up for means that began at 0.</summary>
    public Correction[] Count(Tensor?[] gradients)
        => [.. gradients.Select((gradient, i) => gradient is null ? default : new Correction(_beta1, _beta2, ++_steps.Values[i]))];

    /// <summary>Takes up the gradients of some elements.</summary>
    /// <param name="parameter">The parameter's index.</param>
    /// <param name="start">The first element.</param>
    /// <param name="gradients">The elements' gradients.</param>
    /// <param name="scale">What they are multiplied by first.</param>
    /// <param name="scratch">As many elements.</param>
    public void Take(int parameter, int start, ReadOnlySpan<float> gradients, float scale, Span<float> scratch)
    {
        Span<float> m = _means[parameter].Values.Slice(start, scratch.Length), v = _squares[parameter].Values.Slice(start, scratch.Length);
        TensorPrimitives.Multiply(gradients, scale * (float)(1 - _beta1), scratch);
        TensorPrimitives.MultiplyAdd(m, (float)_beta1, scratch, m);
        TensorPrimitives.Multiply(gradients, scale, scratch);
        TensorPrimitives.Multiply(scratch, scratch, scratch);
        TensorPrimitives.Multiply(scratch, (float)(1 - _beta2), scratch);
        TensorPrimitives.MultiplyAdd(v, (float)_beta2, scratch, v);
    }

    /// <summary>The direction of some elements.</summary>
    public void Direction(int parameter, int start, Correction correction, Span<float> direction)
    {
        ReadOnlySpan<float> m = _means[parameter].Values.Slice(start, direction.Length), v = _squares[parameter].Values.Slice(start, direction.Length);
        TensorPrimitives.Sqrt(v, direction);
        TensorPrimitives.Multiply(direction, correction.Root, direction);
        TensorPrimitives.Add(direction, _epsilon, direction);
        TensorPrimitives.Divide(m, direction, direction);
    }

    /// <summary>What makes up for means that began at 0: 1 / (1 - β1^t), and 1 / √(1 - β2^t).</summary>
    internal readonly record struct Correction(float Mean, float Root)
    {
        public Correction(double beta1, double beta2, double step)
            : this((float)(1 / (1 - Math.Pow(beta1, step))), (float)(1 / Math.Sqrt(1 - Math.Pow(beta2, step))))
        {
        }
    }
}
