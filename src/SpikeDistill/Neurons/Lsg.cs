using System.Runtime.CompilerServices;
using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Surrogates;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Neurons;

/// <summary>
/// Neurons with a learned decay that the width of their surrogate follows, after LSG (Lian et al., IJCAI 2023). An approximation: its equations
/// are not public. V(t) = κ·H(t−1) + (1 − κ)·u_reset + I(t), κ = 1/(1 + e^(−w)); the slope of the step function is the surrogate's, stretched to
/// k/√(1 − κ²) times its width, as the deviation of a potential grows that remembers independent inputs.
/// </summary>
public sealed record Lsg : IntegrateAndFireNeuron
{
    /// <summary>Makes neurons with a rectangle for a surrogate.</summary>
    public Lsg() => Surrogate = new Rectangular();

    /// <summary>What recipes can say of it.</summary>
    public static Entry<Neuron> Entry { get; } = Entry<Neuron>.Of(
        "lsg",
        "neurons with a learned decay that the width of their surrogate follows; an approximation of LSG, whose equations are not public",
        OptionsOf(() => new Lsg())
            .Key(
                "decay",
                Kinds.Single(above: 0, below: 1),
                n => n.Decay,
                (n, v) => n with { Decay = v },
                "κ before training: what a step leaves of a potential.")
            .Key("width", Kinds.Single(above: 0), n => n.Width, (n, v) => n with { Width = v }, "k: the surrogate's width where nothing is remembered.")
            .Key(
                "per_channel",
                Kinds.Flag,
                n => n.PerChannel,
                (n, v) => n with { PerChannel = v },
                "Whether each channel learns a decay of its own; otherwise a layer has one."),
        source: "after Lian et al., IJCAI 2023",
        fidelity: "approximation: the paper's equations and code are not public");

    /// <summary>κ before training, between 0 and 1.</summary>
    public float Decay { get; init; } = 0.5f;

    /// <summary>k: the surrogate's width where nothing is remembered, as a multiple of its own; above 0.</summary>
    public float Width { get; init; } = 1;

    /// <summary>Whether each channel learns a decay of its own; otherwise a layer has one.</summary>
    public bool PerChannel { get; init; }

    /// <inheritdoc/>
    protected override Entry<Neuron> Declared => Entry;

    /// <inheritdoc/>
    public override PortableNeuron Portable
        => PortablyCharged(step => (step.Share("w") * (step.Membrane - ResetValue)) + (step.Input + ResetValue));

    /// <inheritdoc/>
    protected override ISpikingActivation MakeLayer()
    {
        CoefficientExtent extent = PerChannel ? CoefficientExtent.Channel : CoefficientExtent.Layer;
        NeuronCoefficient decay = new("w", extent, MathF.Log(Decay / (1 - Decay))) { Map = CoefficientMap.Sigmoid };
        return Charged(new DecayingCharge(decay, Width, ResetValue));
    }

    private readonly struct DecayingCharge(NeuronCoefficient decay, float width, float rest) : ICharge
    {
        public static bool ScalesSurrogate => true;

        public IReadOnlyList<NeuronCoefficient> Coefficients => [decay];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes SurrogateScale<TLanes>(NeuronSite site)
            where TLanes : struct, ILanes<TLanes>
        {
            TLanes kept = site.Coefficient<TLanes>(0), one = TLanes.Create(1);
            return TLanes.Sqrt((one - kept) * (one + kept)) * TLanes.Create(1 / width);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Charge<TLanes>(TLanes membrane, TLanes input, NeuronSite site)
            where TLanes : struct, ILanes<TLanes>
            => TLanes.MultiplyAdd(site.Coefficient<TLanes>(0), membrane - TLanes.Create(rest), input + TLanes.Create(rest));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public (TLanes Membrane, TLanes Input) Backward<TLanes>(TLanes gradient, TLanes membrane, TLanes input, NeuronSite site)
            where TLanes : struct, ILanes<TLanes>
        {
            site.AddGradient(0, gradient * (membrane - TLanes.Create(rest)));
            return (gradient * site.Coefficient<TLanes>(0), gradient);
        }
    }
}
