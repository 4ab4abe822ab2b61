using System.Runtime.CompilerServices;
using SpikeDistill.Options;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Surrogates;

/// <summary>Slope (α/2)/(1 + (π/2·αx)²); the primitive is arctan(π/2·αx)/π + ½.</summary>
public readonly record struct ATan : ISurrogateFunction<ATan>
{
    /// <summary>The α that public code uses.</summary>
    public const float DefaultAlpha = 2;

    private readonly float _alpha;
    private readonly float _scale;
    private readonly float _height;

    /// <summary>Makes the surrogate with <see cref="DefaultAlpha"/>.</summary>
    public ATan()
        : this(DefaultAlpha)
    {
    }

    /// <summary>Makes the surrogate.</summary>
    /// <param name="alpha">Steepness, above 0; the slope at 0 is α/2.</param>
    /// <exception cref="ArgumentException">α is not above 0.</exception>
    public ATan(float alpha)
    {
        _alpha = SurrogateParameter.Check(alpha);
        _scale = float.Pi / 2 * alpha;
        _height = alpha / 2;
    }

    /// <summary>What recipes can say of it.</summary>
    public static Entry<ISurrogateFunction> Entry { get; } = Entry<ISurrogateFunction>.Of(
        "atan",
        "the derivative of an arc tangent",
        SurrogateParameter.Option(
            () => new ATan(),
            surrogate => surrogate.Alpha,
            alpha => new ATan(alpha),
            "α, its steepness; the slope at the threshold is α/2."));

    /// <summary>α.</summary>
    public float Alpha => _alpha;

    /// <inheritdoc/>
    public Entry<ISurrogateFunction> Declared => Entry;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Derivative<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes scaled = TLanes.Create(_scale) * x;
        return TLanes.Create(_height) / TLanes.MultiplyAdd(scaled, scaled, TLanes.Create(1));
    }

    /// <inheritdoc/>
    public double Primitive(double x) => (Math.Atan(Math.PI / 2 * _alpha * x) / Math.PI) + 0.5;
}
