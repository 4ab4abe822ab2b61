using System.Runtime.CompilerServices;
using SpikeDistill.Options;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Surrogates;

/// <summary>Slope max(0, γ − |x|)/γ², the triangle of TET (Deng et al., ICLR 2022).</summary>
public readonly record struct Triangular : ISurrogateFunction<Triangular>
{
    /// <summary>The γ of TET.</summary>
    public const float DefaultWidth = 1;

    private readonly float _width;

    /// <summary>Makes the surrogate with <see cref="DefaultWidth"/>.</summary>
    public Triangular()
        : this(DefaultWidth)
    {
    }

    /// <summary>Makes the surrogate.</summary>
    /// <param name="width">γ, half the triangle's base, above 0; the slope at 0 is 1/γ.</param>
    /// <exception cref="ArgumentException">γ is not above 0.</exception>
    public Triangular(float width) => _width = SurrogateParameter.Check(width);

    /// <summary>What recipes can say of it.</summary>
    public static Entry<ISurrogateFunction> Entry { get; } = Entry<ISurrogateFunction>.Of(
        "triangular",
        "a triangle around the threshold",
        SurrogateParameter.Option(
            () => new Triangular(),
            surrogate => surrogate.Width,
            width => new Triangular(width),
            "γ, half the triangle's base; the slope at the threshold is 1/γ."));

    /// <summary>γ.</summary>
    public float Width => _width;

    /// <inheritdoc/>
    public Entry<ISurrogateFunction> Declared => Entry;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Derivative<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.Create(1 / (_width * _width)) * TLanes.Max(TLanes.Create(0), TLanes.Create(_width) - TLanes.Abs(x));

    /// <inheritdoc/>
    public double Primitive(double x)
    {
        double inside = Math.Clamp(x / _width, -1, 1);
        return 0.5 + inside - (inside * Math.Abs(inside) / 2);
    }
}
