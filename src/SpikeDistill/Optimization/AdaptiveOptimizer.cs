using SpikeDistill.Options;

namespace SpikeDistill.Optimization;

/// <summary>An optimizer of the Adam family, which remembers the mean gradient and the mean squared gradient of every parameter.</summary>
public abstract record AdaptiveOptimizer : Optimizer
{
    /// <summary>How much of the mean gradient is kept at a step, in [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>How much of the mean squared gradient is kept at a step, in [0, 1).</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the mean squared gradient.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <inheritdoc/>
    public override int TensorsPerParameter => 2;

    /// <summary>The options that all of them have, for one that adds its own.</summary>
    /// <param name="initial">The optimizer with every option at its default.</param>
    protected static Section<TOptimizer> OptionsOf<TOptimizer>(Func<TOptimizer> initial)
        where TOptimizer : AdaptiveOptimizer
        => new Section<TOptimizer>(initial)
            .Key(
                "betas",
                Kinds.Pair("two numbers, such as [0.9, 0.999]", Kinds.ShareBelowOne),
                s => (First: s.Beta1, Second: s.Beta2),
                (s, v) => (TOptimizer)((AdaptiveOptimizer)s with { Beta1 = v.First, Beta2 = v.Second }),
                "How much of the mean gradient and of the mean squared gradient is kept at a step.")
            .Key(
                "epsilon",
                Kinds.Positive,
                s => s.Epsilon,
                (s, v) => (TOptimizer)((AdaptiveOptimizer)s with { Epsilon = v }),
                "What is added to the root of the mean squared gradient.");
}
