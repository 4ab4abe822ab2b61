using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Optimization;

/// <summary>The optimizers by name. A new one is its own file, its test, and one line here.</summary>
public static class OptimizerRegistry
{
    private static readonly Dictionary<string, Func<Engine, IReadOnlyList<Parameter>, OptimizerSettings, IOptimizer>> Optimizers = new(StringComparer.Ordinal)
    {
        ["sgd"] = (engine, parameters, s) => new Sgd(engine, parameters, s.Momentum, s.WeightDecay, s.DecayNormAndBias, s.Nesterov, s.Groups),
        ["adamw"] = (engine, parameters, s) => new AdamW(engine, parameters, s.Beta1, s.Beta2, s.Epsilon, s.WeightDecay, s.DecayNormAndBias, s.Groups),
        ["lamb"] = (engine, parameters, s) => new Lamb(engine, parameters, s.Beta1, s.Beta2, s.Epsilon, s.WeightDecay, s.DecayNormAndBias, s.Groups),
    };

    /// <summary>The names that <see cref="OptimizerSettings.Name"/> can have.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Optimizers.Keys];

    /// <summary>Makes an optimizer that remembers nothing yet.</summary>
    /// <exception cref="ArgumentException">An unknown name, an impossible value, or a group that fits no parameter.</exception>
    public static IOptimizer Create(Engine engine, IReadOnlyList<Parameter> parameters, OptimizerSettings settings)
        => Optimizers.TryGetValue(settings.Name, out var create)
            ? create(engine, parameters, settings)
            : throw new ArgumentException($"There is no optimizer '{settings.Name}'; there are {string.Join(", ", Names)}.");
}
