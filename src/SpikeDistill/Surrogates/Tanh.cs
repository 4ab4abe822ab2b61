using System.Runtime.CompilerServices;
using SpikeDistill.Options;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Surrogates;

/// <summary>
/// Slope α(1 − tanh²(αx))/(2 tanh(α/2)) where |x| ≤ ½, else 0; the primitive runs from 0 at x = −½ to 1 at x = ½ (public code of MPBN, Guo et al.,
/// ICCV 2023).
/// </summary>
public readonly record struct Tanh : ISurrogateFunction<Tanh>
{
    /// <summary>The temperature of MPBN's public code.</summary>
    public const float DefaultAlpha = 3;

    private readonly float _alpha;
    private readonly float _height;

    /// <summary>Makes the surrogate with <see cref="DefaultAlpha"/>.</summary>
    public Tanh()
        : this(DefaultAlpha)
    {
    }

    /// <summary>Makes the surrogate.</summary>
    /// <param name="alpha">The temperature, above 0; towards 0 the slope becomes a rectangle of height 1.</param>
    /// <exception cref="ArgumentException">α is not above 0.</exception>
    public Tanh(float alpha)
    {
        _alpha = SurrogateParameter.Check(alpha);
        _height = (float)(2 * alpha / Math.Tanh(alpha / 2.0));
    }

    /// <summary>What recipes can say of it.</summary>
    public static Entry<ISurrogateFunction> Entry { get; } = Entry<ISurrogateFunction>.Of(
        "tanh",
        "slope of a hyperbolic tangent that is cut off half a unit from the threshold",
        SurrogateParameter.Option(
            () => new Tanh(),
            surrogate => surrogate.Alpha,
            alpha => new Tanh(alpha),
            "α, its temperature; the higher, the steeper at the threshold."));

    /// <summary>α.</summary>
    public float Alpha => _alpha;

    /// <inheritdoc/>
    public Entry<ISurrogateFunction> Declared => Entry;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Derivative<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>
    {
        // 1 − tanh²(y) = 4e/(1 + e)² with e = e^(−2|y|), which cannot overflow.
        TLanes distance = TLanes.Abs(x);
        TLanes e = TLanes.Exp(TLanes.Create(-2 * _alpha) * distance), onePlus = TLanes.Create(1) + e;
        TLanes slope = TLanes.Create(_height) * e / (onePlus * onePlus);
        return TLanes.Select(TLanes.MoreThan(distance, TLanes.Create(0.5f)), TLanes.Create(0), slope);
    }

    /// <inheritdoc/>
    public double Primitive(double x) => (1 + (Math.Tanh(_alpha * Math.Clamp(x, -0.5, 0.5)) / Math.Tanh(_alpha / 2.0))) / 2;
}
