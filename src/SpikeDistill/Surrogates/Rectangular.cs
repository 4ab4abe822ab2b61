using System.Runtime.CompilerServices;
using SpikeDistill.Options;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Surrogates;

/// <summary>Slope α where |x| &lt; 1/(2α), else 0.</summary>
public readonly record struct Rectangular : ISurrogateFunction<Rectangular>
{
    /// <summary>The α that public code uses.</summary>
    public const float DefaultAlpha = 1;

    private readonly float _alpha;

    /// <summary>Makes the surrogate with <see cref="DefaultAlpha"/>.</summary>
    public Rectangular()
        : this(DefaultAlpha)
    {
    }

    /// <summary>Makes the surrogate.</summary>
    /// <param name="alpha">The height, and one over the width; above 0.</param>
    /// <exception cref="ArgumentException">α is not above 0.</exception>
    public Rectangular(float alpha) => _alpha = SurrogateParameter.Check(alpha);

    /// <summary>What recipes can say of it.</summary>
    public static Entry<ISurrogateFunction> Entry { get; } = Entry<ISurrogateFunction>.Of(
        "rectangular",
        "constant around the threshold",
        SurrogateParameter.Option(
            () => new Rectangular(),
            surrogate => surrogate.Alpha,
            alpha => new Rectangular(alpha),
            "α, its height, and one over its width."));

    /// <summary>α.</summary>
    public float Alpha => _alpha;

    /// <inheritdoc/>
    public Entry<ISurrogateFunction> Declared => Entry;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes Derivative<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>
        => TLanes.Select(TLanes.MoreThan(TLanes.Create(0.5f / _alpha), TLanes.Abs(x)), TLanes.Create(_alpha), TLanes.Create(0));

    /// <inheritdoc/>
    public double Primitive(double x) => Math.Clamp((_alpha * x) + 0.5, 0, 1);
}
