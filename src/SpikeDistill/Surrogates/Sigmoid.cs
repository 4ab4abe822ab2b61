using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Surrogates;

/// <summary>Slope α·s·(1 − s) with s = 1/(1 + e^(−αx)).</summary>
public readonly record struct Sigmoid : ISurrogateFunction<Sigmoid>
{
    /// <summary>The α that public code uses.</summary>
    public const float DefaultAlpha = 4;

    private readonly float _alpha;

    /// <inheritdoc/>
    public float Parameter => _alpha;

    /// <summary>Makes the surrogate with <see cref="DefaultAlpha"/>.</summary>
    public Sigmoid()
        : this(DefaultAlpha)
    {
    }

    /// <summary>Makes the surrogate.</summary>
    /// <param name="alpha">Steepness, above 0; the slope at 0 is α/4.</param>
    /// <exception cref="ArgumentOutOfRangeException">α is not above 0.</exception>
    public Sigmoid(float alpha) => _alpha = SurrogateParameter.Positive(alpha, nameof(alpha));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Derivative<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>
    {
        // s·(1 − s) = e/(1 + e)² with e = e^(−α|x|), which cannot overflow.
        TLanes e = TLanes.Exp(TLanes.Create(-_alpha) * TLanes.Abs(x)), onePlus = TLanes.Create(1) + e;
        return TLanes.Create(_alpha) * e / (onePlus * onePlus);
    }

    /// <inheritdoc/>
    public double Primitive(double x) => 1 / (1 + Math.Exp(-_alpha * x));
}
