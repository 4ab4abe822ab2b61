using SpikeDistill.Networks;
using SpikeDistill.Options;
using SpikeDistill.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace SpikeDistill.Optimization;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019) in PyTorch's form, at step t: p ← (1 - rate·decay)·p;
/// m ← β1·m + (1 - β1)·g; v ← β2·v + (1 - β2)·g²; p ← p - rate·m / (1 - β1^t) / (√(v / (1 - β2^t)) + ε). Weight decay acts on
/// weights only, unless asked otherwise. t counts the steps in which a parameter had a gradient, each for itself; in the others it is left
/// alone.
/// </summary>
public sealed record AdamW : AdaptiveOptimizer
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Optimizer> Entry { get; } = Entry<Optimizer>.Of(
        "adamw",
        "Adam with decoupled weight decay, in PyTorch's form",
        OptionsOf(() => new AdamW()),
        source: "Loshchilov and Hutter, ICLR 2019");

    /// <inheritdoc/>
    protected override Entry<Optimizer> Declared => Entry;

    /// <inheritdoc/>
    protected override IOptimizer Make(Engine engine, IReadOnlyList<Parameter> parameters, DecayAndGroups decay)
        => new AdamWOptimizer(engine, parameters, this, decay);
}

/// <summary>The steps of <see cref="AdamW"/>.</summary>
internal sealed class AdamWOptimizer : IOptimizer
{
    /// <summary>Elements worked on at once; they stay in the first-level cache.</summary>
    private const int Chunk = 2048;

    private readonly TensorScope _scope;
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly ParameterPlan[] _plans;
    private readonly ParameterPiece[][] _tasks;
    private readonly AdaptiveMoments _moments;

    /// <summary>Makes the optimizer before its first step.</summary>
    /// <exception cref="ArgumentException">A group fits no parameter.</exception>
    public AdamWOptimizer(Engine engine, IReadOnlyList<Parameter> parameters, AdamW options, DecayAndGroups decay)
    {
        _plans = ParameterPlan.For(parameters, decay);
        _tasks = ParameterPiece.Tasks(parameters);
        _scope = new TensorScope(engine);
        _parameters = parameters;
        _moments = new AdaptiveMoments(_scope, parameters, options);
    }

    /// <inheritdoc/>
    public IReadOnlyList<OptimizerTensor> State => _moments.State;

    /// <inheritdoc/>
    public void Step(Gradients gradients, double learningRate, double gradientScale = 1)
    {
        Tensor?[] found = [.. _parameters.Select(parameter => gradients.Find(parameter.Value))];
        AdaptiveMoments.Correction[] corrections = _moments.Count(found);
        _scope.Engine.Workers.For(_tasks.Length, (task, _) =>
        {
            foreach (ParameterPiece piece in _tasks[task])
            {
                if (found[piece.Parameter] is { } gradient)
                {
                    ParameterPlan plan = _plans[piece.Parameter];
                    double rate = learningRate * plan.RateFactor;
                    Update(piece, gradient, corrections[piece.Parameter], (float)rate, (float)(1 - (rate * plan.Decay)), (float)gradientScale);
                }
            }
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _scope.Dispose();

    private void Update(ParameterPiece piece, Tensor gradient, AdaptiveMoments.Correction correction, float rate, float kept, float scale)
    {
        Span<float> scratch = stackalloc float[Math.Min(Chunk, piece.Length)];
        for (int done = 0; done < piece.Length; done += Chunk)
        {
            Span<float> step = scratch[..Math.Min(Chunk, piece.Length - done)];
            int start = piece.Start + done;
            Span<float> values = _parameters[piece.Parameter].Value.Values.Slice(start, step.Length);
            _moments.Take(piece.Parameter, start, gradient.Values.Slice(start, step.Length), scale, step);
            _moments.Direction(piece.Parameter, start, correction, step);
            TensorPrimitives.Multiply(values, kept, values);
            TensorPrimitives.MultiplyAdd(step, -(rate * correction.Mean), values, values);
        }
    }
}
