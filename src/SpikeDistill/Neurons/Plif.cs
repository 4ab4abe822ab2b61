using System.Runtime.CompilerServices;
using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Neurons;

/// <summary>
/// The parametric leaky integrate-and-fire neuron (Fang et al., ICCV 2021): <see cref="Lif"/> with a time constant that is learned,
/// 1/μ = k = 1/(1 + e^(−w)). With input decay V(t) = H(t−1) + k·(I(t) − (H(t−1) − u_reset)); without,
/// V(t) = H(t−1) − k·(H(t−1) − u_reset) + I(t). The parameter <c>w</c> starts at −ln(μ₀ − 1).
/// </summary>
public sealed record Plif : IntegrateAndFireNeuron
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Neuron> Entry { get; } = Entry<Neuron>.Of(
        "plif",
        "leaky integrate-and-fire neurons that learn their time constant",
        OptionsOf(() => new Plif())
            .Key(
                "time_constant",
                Kinds.Single(above: 1),
                n => n.TimeConstant,
                (n, v) => n with { TimeConstant = v },
                "The time constant before training, in time steps.")
            .Key(
                "per_channel",
                Kinds.Flag,
                n => n.PerChannel,
                (n, v) => n with { PerChannel = v },
                "Whether each channel learns a time constant of its own; otherwise a layer has one, as published.")
            .Key("decay_input", Kinds.Flag, n => n.DecayInput, (n, v) => n with { DecayInput = v }, "Whether the input is divided by the time constant."));

    /// <summary>μ₀: the time constant before training, in time steps, above 1.</summary>
    public float TimeConstant { get; init; } = 2;

    /// <summary>Whether each channel learns a time constant of its own; otherwise a layer has one, as published.</summary>
    public bool PerChannel { get; init; }

    /// <summary>Whether the input is divided by μ.</summary>
    public bool DecayInput { get; init; } = true;

    /// <inheritdoc/>
    protected override Entry<Neuron> Declared => Entry;

    /// <inheritdoc/>
    public override PortableNeuron Portable => PortablyCharged(step =>
    {
        PortableValue k = step.Share("w"), above = step.Membrane - ResetValue;
        return DecayInput ? step.Membrane + (k * (step.Input - above)) : step.Membrane - (k * above) + step.Input;
    });

    /// <inheritdoc/>
    protected override ISpikingActivation MakeLayer()
    {
        CoefficientExtent extent = PerChannel ? CoefficientExtent.Channel : CoefficientExtent.Layer;
        NeuronCoefficient k = new("w", extent, -MathF.Log(TimeConstant - 1)) { Map = CoefficientMap.Sigmoid };
        return DecayInput ? Charged(new DecayedCharge(k, ResetValue)) : Charged(new PlainCharge(k, ResetValue));
    }

    private readonly struct DecayedCharge(NeuronCoefficient k, float rest) : ICharge
    {
        public IReadOnlyList<NeuronCoefficient> Coefficients => [k];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Charge<TLanes>(TLanes membrane, TLanes input, NeuronSite site)
            where TLanes : struct, ILanes<TLanes>
            => TLanes.MultiplyAdd(site.Coefficient<TLanes>(0), input - (membrane - TLanes.Create(rest)), membrane);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public (TLanes Membrane, TLanes Input) Backward<TLanes>(TLanes gradient, TLanes membrane, TLanes input, NeuronSite site)
            where TLanes : struct, ILanes<TLanes>
        {
            site.AddGradient(0, gradient * (input - (membrane - TLanes.Create(rest))));
            TLanes inputGradient = gradient * site.Coefficient<TLanes>(0);
            return (gradient - inputGradient, inputGradient);
        }
    }

    private readonly struct PlainCharge(NeuronCoefficient k, float rest) : ICharge
    {
        public IReadOnlyList<NeuronCoefficient> Coefficients => [k];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Charge<TLanes>(TLanes membrane, TLanes input, NeuronSite site)
            where TLanes : struct, ILanes<TLanes>
            => TLanes.MultiplyAdd(site.Coefficient<TLanes>(0), TLanes.Create(rest) - membrane, membrane) + input;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public (TLanes Membrane, TLanes Input) Backward<TLanes>(TLanes gradient, TLanes membrane, TLanes input, NeuronSite site)
            where TLanes : struct, ILanes<TLanes>
        {
            site.AddGradient(0, gradient * (TLanes.Create(rest) - membrane));
            return (gradient - (gradient * site.Coefficient<TLanes>(0)), gradient);
        }
    }
}
