using System.Runtime.CompilerServices;
using SpikeDistill.Options;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Surrogates;

/// <summary>Slope α·s·(1 − s) with s = 1/(1 + e^(−αx)).</summary>
public readonly record struct Sigmoid : ISurrogateFunction<Sigmoid>
{
    /// <summary>The α that public code uses.</summary>
    public const float DefaultAlpha = 4;

    private readonly float _alpha;

    /// <summary>Makes the surrogate with <see cref="DefaultAlpha"/>.</summary>
    public Sigmoid()
        : this(DefaultAlpha)
    {
    }

    /// <summary>Makes the surrogate.</summary>
    /// <param name="alpha">Steepness, above 0; the slope at 0 is α/4.</param>
    /// <exception cref="ArgumentException">α is not above 0.</exception>
    public Sigmoid(float alpha) => _alpha = SurrogateParameter.Check(alpha);

    /// <summary>What recipes can say of it.</summary>
    public static Entry<ISurrogateFunction> Entry { get; } = Entry<ISurrogateFunction>.Of(
        "sigmoid",
        "the derivative of a sigmoid",
        SurrogateParameter.Option(
            () => new Sigmoid(),
            surrogate => surrogate.Alpha,
            alpha => new Sigmoid(alpha),
            "α, its steepness; the slope at the threshold is α/4."));

    /// <summary>α.</summary>
    public float Alpha => _alpha;

    /// <inheritdoc/>
    public Entry<ISurrogateFunction> Declared => Entry;

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
