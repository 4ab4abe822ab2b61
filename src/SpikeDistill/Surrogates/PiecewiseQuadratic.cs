using System.Runtime.CompilerServices;
using SpikeDistill.Options;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Surrogates;

/// <summary>Slope α − α²|x| where |x| ≤ 1/α, else 0: <see cref="Triangular"/> with γ = 1/α.</summary>
public readonly record struct PiecewiseQuadratic : ISurrogateFunction<PiecewiseQuadratic>
{
    /// <summary>The α that public code uses.</summary>
    public const float DefaultAlpha = 1;

    private readonly float _alpha;

    /// <summary>Makes the surrogate with <see cref="DefaultAlpha"/>.</summary>
    public PiecewiseQuadratic()
        : this(DefaultAlpha)
    {
    }

    /// <summary>Makes the surrogate.</summary>
    /// <param name="alpha">The slope at 0, above 0.</param>
    /// <exception cref="ArgumentException">α is not above 0.</exception>
    public PiecewiseQuadratic(float alpha) => _alpha = SurrogateParameter.Check(alpha);

    /// <summary>What recipes can say of it.</summary>
    public static Entry<ISurrogateFunction> Entry { get; } = Entry<ISurrogateFunction>.Of(
        "piecewise_quadratic",
        "a triangle around the threshold",
        SurrogateParameter.Option(
            () => new PiecewiseQuadratic(),
            surrogate => surrogate.Alpha,
            alpha => new PiecewiseQuadratic(alpha),
            "α, its slope at the threshold, and one over half its base."));

    /// <summary>α.</summary>
    public float Alpha => _alpha;

    /// <inheritdoc/>
    public Entry<ISurrogateFunction> Declared => Entry;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Derivative<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.Max(TLanes.Create(0), TLanes.Create(_alpha) - (TLanes.Create(_alpha * _alpha) * TLanes.Abs(x)));

    /// <inheritdoc/>
    public double Primitive(double x)
    {
        double inside = Math.Clamp(_alpha * x, -1, 1);
        return 0.5 + inside - (inside * Math.Abs(inside) / 2);
    }
}
