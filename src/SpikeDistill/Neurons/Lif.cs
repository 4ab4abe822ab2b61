using System.Runtime.CompilerServices;
using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Neurons;

/// <summary>
/// The leaky integrate-and-fire neuron (TSER, arXiv 2503.03144, Eq. 1-3, with the current step's input). With input decay
/// V(t) = H(t−1) + (I(t) − (H(t−1) − u_reset))/μ, as printed; without, V(t) = H(t−1) − (H(t−1) − u_reset)/μ + I(t).
/// </summary>
public sealed record Lif : IntegrateAndFireNeuron
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Neuron> Entry { get; } = Entry<Neuron>.Of(
        "lif",
        "leaky integrate-and-fire neurons",
        OptionsOf(() => new Lif())
            .Key(
                "time_constant",
                Kinds.Single(least: 1),
                n => n.TimeConstant,
                (n, v) => n with { TimeConstant = v },
                "μ in time steps; at 1 nothing is remembered.")
            .Key(
                "decay_input",
                Kinds.Flag,
                n => n.DecayInput,
                (n, v) => n with { DecayInput = v },
                "Whether the input is divided by μ, as TSER's Eq. 2 prints it."));

    /// <summary>μ in time steps, 1 or more; at 1 nothing is remembered.</summary>
    public float TimeConstant { get; init; } = 2;

    /// <summary>Whether the input is divided by μ.</summary>
    public bool DecayInput { get; init; } = true;

    /// <inheritdoc/>
    protected override Entry<Neuron> Declared => Entry;

    /// <inheritdoc/>
    public override PortableNeuron Portable => PortablyCharged(
        step => (step.Membrane * (1 - (1 / TimeConstant))) + (step.Input * (DecayInput ? 1 / TimeConstant : 1)) + (ResetValue / TimeConstant));

    /// <inheritdoc/>
    protected override ISpikingActivation MakeLayer()
        => Charged(new LeakyCharge(1 - (1 / TimeConstant), DecayInput ? 1 / TimeConstant : 1, ResetValue / TimeConstant));

    /// <summary>V(t) = decay·H(t−1) + gain·I(t) + rest.</summary>
    private readonly struct LeakyCharge(float decay, float gain, float rest) : ICharge
    {
        public static bool IsLinear => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLanes Charge<TLanes>(TLanes membrane, TLanes input, NeuronSite site)
            where TLanes : struct, ILanes<TLanes>
            => TLanes.MultiplyAdd(TLanes.Create(decay), membrane, TLanes.MultiplyAdd(TLanes.Create(gain), input, TLanes.Create(rest)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public (TLanes Membrane, TLanes Input) Backward<TLanes>(TLanes gradient, TLanes membrane, TLanes input, NeuronSite site)
            where TLanes : struct, ILanes<TLanes>
            => (gradient * TLanes.Create(decay), gradient * TLanes.Create(gain));
    }
}
