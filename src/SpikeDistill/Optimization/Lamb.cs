using SpikeDistill.Networks;
using SpikeDistill.Options;
using SpikeDistill.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace SpikeDistill.Optimization;

/// <summary>
/// LAMB (You et al., ICLR 2020) in timm's form. Adam's step with weight decay in it, u = m / (1 - β1^t) / (√(v / (1 - β2^t)) + ε) + decay·p,
/// is stretched to the parameter's own length: p ← p - rate·u·‖p‖ / ‖u‖, the norms over all of a parameter; where one of them is 0, and for
/// parameters without weight decay, the ratio is 1. timm's LAMB also shortens the gradients of all parameters together to the norm 1; here
/// that is the training's own limit, <c>clip_norm: 1</c>. m, v and t are those of <see cref="AdamW"/>.
/// </summary>
public sealed record Lamb : AdaptiveOptimizer
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Optimizer> Entry { get; } = Entry<Optimizer>.Of(
        "lamb",
        "LAMB in timm's form: Adam's step, stretched to the length of each parameter",
        OptionsOf(() => new Lamb()),
        source: "You et al., ICLR 2020");

    /// <summary>Makes the optimizer's options with timm's ε.</summary>
    public Lamb() => Epsilon = 1e-6;

    /// <inheritdoc/>
    protected override Entry<Optimizer> Declared => Entry;

    /// <inheritdoc/>
    protected override IOptimizer Make(Engine engine, IReadOnlyList<Parameter> parameters, DecayAndGroups decay)
        => new LambOptimizer(engine, parameters, this, decay);
}

/// <summary>The steps of <see cref="Lamb"/>.</summary>
internal sealed class LambOptimizer : IOptimizer
{
    /// <summary>Elements worked on at once; they stay in the first-level cache.</summary>
    private const int Chunk = 2048;

    private readonly TensorScope _scope;
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly ParameterPlan[] _plans;
    private readonly ParameterPiece[][] _tasks;
    private readonly AdaptiveMoments _moments;
    private readonly Norms[][] _norms;

    /// <summary>Makes the optimizer before its first step.</summary>
    /// <exception cref="ArgumentException">A group fits no parameter.</exception>
    public LambOptimizer(Engine engine, IReadOnlyList<Parameter> parameters, Lamb options, DecayAndGroups decay)
    {
        _plans = ParameterPlan.For(parameters, decay);
        _tasks = ParameterPiece.Tasks(parameters);
        _norms = [.. _tasks.Select(task => new Norms[task.Length])];
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
            for (int part = 0; part < _tasks[task].Length; part++)
            {
                ParameterPiece piece = _tasks[task][part];
                _norms[task][part] = found[piece.Parameter] is { } gradient
                    ? Measure(piece, gradient, corrections[piece.Parameter], (float)gradientScale)
                    : default;
            }
        });
        double[] rates = Rates(learningRate);
        _scope.Engine.Workers.For(_tasks.Length, (task, _) =>
        {
            foreach (ParameterPiece piece in _tasks[task])
            {
                if (found[piece.Parameter] is not null)
                {
                    Move(piece, corrections[piece.Parameter], (float)rates[piece.Parameter]);
                }
            }
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _scope.Dispose();

    /// <summary>The learning rate of each parameter, stretched; sums go through the pieces in their order, whoever measured them.</summary>
    private double[] Rates(double learningRate)
    {
        Norms[] sums = new Norms[_parameters.Count];
        for (int task = 0; task < _tasks.Length; task++)
        {
            for (int part = 0; part < _tasks[task].Length; part++)
            {
                ref Norms sum = ref sums[_tasks[task][part].Parameter];
                sum = new Norms(sum.OfValues + _norms[task][part].OfValues, sum.OfSteps + _norms[task][part].OfSteps);
            }
        }

        return [.. sums.Select((sum, i) =>
        {
            bool stretched = _plans[i].Decay != 0 && sum is { OfValues: > 0, OfSteps: > 0 };
            return learningRate * _plans[i].RateFactor * (stretched ? Math.Sqrt(sum.OfValues / sum.OfSteps) : 1);
        })];
    }

    /// <summary>Takes up a piece's gradients, and sums the squares of its values and of its step.</summary>
    private Norms Measure(ParameterPiece piece, Tensor gradient, AdaptiveMoments.Correction correction, float scale)
    {
        Span<float> scratch = stackalloc float[Math.Min(Chunk, piece.Length)];
        double values = 0, steps = 0;
        for (int done = 0; done < piece.Length; done += Chunk)
        {
            Span<float> step = scratch[..Math.Min(Chunk, piece.Length - done)];
            int start = piece.Start + done;
            _moments.Take(piece.Parameter, start, gradient.Values.Slice(start, step.Length), scale, step);
            values += TensorPrimitives.SumOfSquares<float>(StepOf(piece.Parameter, start, correction, step));
            steps += TensorPrimitives.SumOfSquares<float>(step);
        }

        return new Norms(values, steps);
    }

    private void Move(ParameterPiece piece, AdaptiveMoments.Correction correction, float rate)
    {
        Span<float> scratch = stackalloc float[Math.Min(Chunk, piece.Length)];
        for (int done = 0; done < piece.Length; done += Chunk)
        {
            Span<float> step = scratch[..Math.Min(Chunk, piece.Length - done)];
            Span<float> values = StepOf(piece.Parameter, piece.Start + done, correction, step);
            TensorPrimitives.MultiplyAdd(step, -rate, values, values);
        }
    }

    /// <summary>Writes u of some elements; gives their values.</summary>
    private Span<float> StepOf(int parameter, int start, AdaptiveMoments.Correction correction, Span<float> step)
    {
        Span<float> values = _parameters[parameter].Value.Values.Slice(start, step.Length);
        _moments.Direction(parameter, start, correction, step);
        TensorPrimitives.Multiply(step, correction.Mean, step);
        TensorPrimitives.MultiplyAdd(values, (float)_plans[parameter].Decay, step, step);
        return values;
    }

    /// <summary>Sums of squares: of a parameter's values, and of its step.</summary>
    private readonly record struct Norms(double OfValues, double OfSteps);
}
