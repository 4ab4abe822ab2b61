using SpikeDistill.Networks;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;
using SpikeDistill.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace SpikeDistill.Optimization;

/// <summary>
/// Stochastic gradient descent with momentum in PyTorch's form: g ← g + decay·p; b ← momentum·b + g; p ← p - rate·b, with b
/// beginning as the first g; with Nesterov's look ahead p ← p - rate·(g + momentum·b). Weight decay acts on weights only,
/// unless asked otherwise.
/// </summary>
public sealed record Sgd : Optimizer
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Optimizer> Entry { get; } = Entry<Optimizer>.Of(
        "sgd",
        "stochastic gradient descent with momentum, in PyTorch's form",
        new Section<Sgd>(() => new Sgd())
            .Key("momentum", Kinds.ShareBelowOne, s => s.Momentum, (s, v) => s with { Momentum = v }, "How much of the step before is kept.")
            .Key("nesterov", Kinds.Flag, s => s.Nesterov, (s, v) => s with { Nesterov = v }, "Whether it looks ahead along its momentum."));

    /// <summary>Momentum, in [0, 1).</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Whether the step looks ahead along the momentum.</summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc/>
    public override int TensorsPerParameter => 1;

    /// <inheritdoc/>
    protected override Entry<Optimizer> Declared => Entry;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An impossible option, or Nesterov without momentum.</exception>
    public override void Check()
    {
        base.Check();
        if (Nesterov && Momentum <= 0)
        {
            throw new OptionException("nesterov", "looks ahead along the momentum; it needs a 'momentum' above 0.");
        }
    }

    /// <inheritdoc/>
    protected override IOptimizer Make(Engine engine, IReadOnlyList<Parameter> parameters, DecayAndGroups decay)
        => new SgdOptimizer(engine, parameters, this, decay);
}

/// <summary>The steps of <see cref="Sgd"/>.</summary>
internal sealed class SgdOptimizer : IOptimizer
{
    /// <summary>Elements worked on at once; they stay in the first-level cache.</summary>
    private const int Chunk = 2048;

    private readonly TensorScope _scope;
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly ParameterPlan[] _plans;
    private readonly ParameterPiece[][] _tasks;
    private readonly Tensor[] _momenta;
    private readonly float _momentum;
    private readonly bool _nesterov;

    /// <summary>Makes the optimizer with all momenta 0.</summary>
    /// <exception cref="ArgumentException">A group fits no parameter.</exception>
    public SgdOptimizer(Engine engine, IReadOnlyList<Parameter> parameters, Sgd options, DecayAndGroups decay)
    {
        _plans = ParameterPlan.For(parameters, decay);
        _tasks = ParameterPiece.Tasks(parameters);
        _scope = new TensorScope(engine);
        _parameters = parameters;
        _momenta = [.. parameters.Select(parameter => _scope.Zeros(parameter.Value.Shape))];
        _momentum = (float)options.Momentum;
        _nesterov = options.Nesterov;
    }

    /// <inheritdoc/>
    public IReadOnlyList<OptimizerTensor> State
        => [.. _momenta.Select((momentum, i) => new OptimizerTensor(StoredPrefixes.Momentum + _parameters[i].Name, momentum))];

    /// <inheritdoc/>
    public void Step(Gradients gradients, double learningRate, double gradientScale = 1)
    {
        Tensor?[] found = [.. _parameters.Select(parameter => gradients.Find(parameter.Value))];
        _scope.Engine.Workers.For(_tasks.Length, (task, _) =>
        {
            foreach ((int i, int start, int length) in _tasks[task])
            {
                if (found[i] is { } gradient)
                {
                    Update(
                        _parameters[i].Value.Values.Slice(start, length),
                        gradient.Values.Slice(start, length),
                        _momenta[i].Values.Slice(start, length),
                        (float)(learningRate * _plans[i].RateFactor),
                        (float)_plans[i].Decay,
                        (float)gradientScale);
                }
            }
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _scope.Dispose();

    private void Update(Span<float> values, ReadOnlySpan<float> gradients, Span<float> momenta, float rate, float decay, float scale)
    {
        Span<float> scratch = stackalloc float[Math.Min(Chunk, values.Length)];
        for (int start = 0; start < values.Length; start += Chunk)
        {
            int length = Math.Min(Chunk, values.Length - start);
            Span<float> p = values.Slice(start, length), b = momenta.Slice(start, length), g = scratch[..length];
            TensorPrimitives.Multiply(gradients.Slice(start, length), scale, g);
            TensorPrimitives.MultiplyAdd(p, decay, g, g);
            TensorPrimitives.MultiplyAdd(b, _momentum, g, b);
            if (_nesterov)
            {
                TensorPrimitives.MultiplyAdd(b, _momentum, g, g);
                TensorPrimitives.MultiplyAdd(g, -rate, p, p);
            }
            else
            {
                TensorPrimitives.MultiplyAdd(b, -rate, p, p);
            }
        }
    }
}
