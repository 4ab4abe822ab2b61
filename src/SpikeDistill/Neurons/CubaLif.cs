using SpikeDistill.Options;
using SpikeDistill.Portable;

namespace SpikeDistill.Neurons;

/// <summary>
/// Current-based leaky neurons: the input charges a synaptic current that decays, J(t) = (1 − 1/μ_syn)·J(t−1) + I(t), and the current charges the
/// potential as that of <see cref="Lif"/>. They are CubaLIF of NIR (Pedersen et al., Nature Communications 2024) by Euler's method, the current first:
/// snnTorch's <c>Synaptic</c> and Norse's <c>LIF</c>.
/// </summary>
public sealed record CubaLif : IntegrateAndFireNeuron
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Neuron> Entry { get; } = Entry<Neuron>.Of(
        "cuba_lif",
        "current-based leaky neurons, whose synaptic current decays too",
        OptionsOf(() => new CubaLif())
            .Key(
                "time_constant",
                Kinds.Single(least: 1),
                n => n.TimeConstant,
                (n, v) => n with { TimeConstant = v },
                "μ of the potential in time steps; at 1 only the current remembers.")
            .Key(
                "synaptic_time_constant",
                Kinds.Single(least: 1),
                n => n.SynapticTimeConstant,
                (n, v) => n with { SynapticTimeConstant = v },
                "μ_syn of the current in time steps; at 1 the neurons are 'lif'.")
            .Key(
                "decay_input",
                Kinds.Flag,
                n => n.DecayInput,
                (n, v) => n with { DecayInput = v },
                "Whether what the current gives the potential is divided by μ."));

    /// <summary>μ of the potential in time steps, 1 or more; at 1 only the current remembers.</summary>
    public float TimeConstant { get; init; } = 2;

    /// <summary>μ_syn of the current in time steps, 1 or more; at 1 it remembers nothing.</summary>
    public float SynapticTimeConstant { get; init; } = 2;

    /// <summary>Whether what the current gives the potential is divided by μ.</summary>
    public bool DecayInput { get; init; } = true;

    /// <inheritdoc/>
    protected override Entry<Neuron> Declared => Entry;

    /// <inheritdoc/>
    public override PortableNeuron Portable => new(
        [new PortableState("membrane", ResetValue), new PortableState("current", 0)],
        step =>
        {
            PortableValue current = (step.States[1] * (1 - (1 / SynapticTimeConstant))) + step.Input;
            PortableValue charged = (step.Membrane * (1 - (1 / TimeConstant))) + (current * (DecayInput ? 1 / TimeConstant : 1)) + (ResetValue / TimeConstant);
            return PortablyFired(step, charged, current);
        });

    /// <inheritdoc/>
    protected override ISpikingActivation MakeLayer() => Layer(new CurrentBasedLeak(
        1 - (1 / SynapticTimeConstant),
        1 - (1 / TimeConstant),
        DecayInput ? 1 / TimeConstant : 1,
        ResetValue / TimeConstant,
        new MembraneReset(Reset, Threshold, ResetValue)));
}
