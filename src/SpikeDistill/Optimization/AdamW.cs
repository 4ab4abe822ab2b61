using SpikeDistill.Networks;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace SpikeDistill.Optimization;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019) in PyTorch's form, at step t: p ← (1 - rate·decay)·p;
/// m ← β1·m + (1 - β1)·g; v ← β2·v + (1 - β2)·g²; p ← p - rate·m / (1 - β1^t) / (√(v / (1 - β2^t)) + ε). Weight decay acts on
/// weights only, unless asked otherwise. t counts the steps in which a parameter had a gradient, each for itself; in the others it is left
/// alone.
/// </summary>
public sealed class AdamW : IOptimizer
{
    /// <summary>Elements worked on at once; they stay in the first-level cache.</summary>
    private const int Chunk = 2048;

    private readonly TensorScope _scope;
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly ParameterPlan[] _plans;
    private readonly ParameterPiece[][] _tasks;
    private readonly Tensor[] _means;
    private readonly Tensor[] _squares;
    private readonly Tensor _steps;
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly float _epsilon;

    /// <summary>Makes the optimizer before its first step.</summary>
    /// <param name="engine">Threads and memory.</param>
    /// <param name="parameters">What is learned.</param>
    /// <param name="beta1">How much of the mean gradient is kept at a step, in [0, 1).</param>
    /// <param name="beta2">How much of the mean squared gradient is kept at a step, in [0, 1).</param>
    /// <param name="epsilon">Added to the root of the mean squared gradient.</param>
    /// <param name="weightDecay">Weight decay.</param>
    /// <param name="decayNormAndBias">Whether weight decay also acts on normalization and biases.</param>
    /// <param name="groups">Parameters that are treated differently; none by default.</param>
    /// <exception cref="ArgumentException">A group fits no parameter.</exception>
    public AdamW(
        Engine engine,
        IReadOnlyList<Parameter> parameters,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        bool decayNormAndBias = false,
        IReadOnlyList<ParameterGroup>? groups = null)
    {
        _plans = ParameterPlan.For(parameters, weightDecay, decayNormAndBias, groups ?? []);
        _tasks = ParameterPiece.Tasks(parameters);
        _scope = new TensorScope(engine);
        _parameters = parameters;
        _means = [.. parameters.Select(parameter => _scope.Zeros(parameter.Value.Shape))];
        _squares = [.. parameters.Select(parameter => _scope.Zeros(parameter.Value.Shape))];

        // Exact up to 2^24 steps, where both corrections have long been 1.
        _steps = _scope.Zeros(new Shape(parameters.Count));
        (_beta1, _beta2, _epsilon) = (beta1, beta2, (float)epsilon);
    }

    /// <inheritdoc/>
    public IReadOnlyList<OptimizerTensor> State =>
    [
        new OptimizerTensor(StoredPrefixes.Optimizer + "steps", _steps) { OnceOneForAll = true },
        .. _means.Select((mean, i) => new OptimizerTensor(StoredPrefixes.Optimizer + "mean." + _parameters[i].Name, mean)),
        .. _squares.Select((square, i) => new OptimizerTensor(StoredPrefixes.Optimizer + "square." + _parameters[i].Name, square)),
    ];

    /// <inheritdoc/>
    public void Step(Gradients gradients, double learningRate, double gradientScale = 1)
    {
        Tensor?[] found = [.. _parameters.Select(parameter => gradients.Find(parameter.Value))];
        Correction[] corrections = [.. found.Select((gradient, i) => gradient is null ? default : new Correction(_beta1, _beta2, ++_steps.Values[i]))];
        _scope.Engine.Workers.For(_tasks.Length, (task, _) =>
        {
            foreach ((int i, int start, int length) in _tasks[task])
            {
                if (found[i] is { } gradient)
                {
                    double rate = learningRate * _plans[i].RateFactor;
                    Update(
                        _parameters[i].Value.Values.Slice(start, length),
                        gradient.Values.Slice(start, length),
                        _means[i].Values.Slice(start, length),
                        _squares[i].Values.Slice(start, length),
                        (float)rate * corrections[i].Mean,
                        corrections[i].Root,
                        (float)(1 - (rate * _plans[i].Decay)),
                        (float)gradientScale);
                }
            }
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _scope.Dispose();

    private void Update(
        Span<float> values, ReadOnlySpan<float> gradients, Span<float> means, Span<float> squares, float rate, float rootCorrection, float kept, float scale)
    {
        Span<float> scratch = stackalloc float[Math.Min(Chunk, values.Length)];
        for (int start = 0; start < values.Length; start += Chunk)
        {
            int length = Math.Min(Chunk, values.Length - start);
            Span<float> p = values.Slice(start, length), m = means.Slice(start, length), v = squares.Slice(start, length), s = scratch[..length];
            ReadOnlySpan<float> g = gradients.Slice(start, length);
            TensorPrimitives.Multiply(g, scale * (float)(1 - _beta1), s);
            TensorPrimitives.MultiplyAdd(m, (float)_beta1, s, m);
            TensorPrimitives.Multiply(g, scale, s);
            TensorPrimitives.Multiply(s, s, s);
            TensorPrimitives.Multiply(s, (float)(1 - _beta2), s);
            TensorPrimitives.MultiplyAdd(v, (float)_beta2, s, v);
            TensorPrimitives.Sqrt(v, s);
            TensorPrimitives.Multiply(s, rootCorrection, s);
            TensorPrimitives.Add(s, _epsilon, s);
            TensorPrimitives.Divide(m, s, s);
            TensorPrimitives.Multiply(p, kept, p);
            TensorPrimitives.MultiplyAdd(s, -rate, p, p);
        }
    }

    /// <summary>What makes up for means that began at 0: 1 / (1 - β1^t), and 1 / √(1 - β2^t).</summary>
    private readonly record struct Correction(float Mean, float Root)
    {
        public Correction(double beta1, double beta2, double step)
            : this((float)(1 / (1 - Math.Pow(beta1, step))), (float)(1 / Math.Sqrt(1 - Math.Pow(beta2, step))))
        {
        }
    }
}
