using SpikeDistill.Options;
using SpikeDistill.Portable;

namespace SpikeDistill.Neurons;

/// <summary>
/// A neuron that fires at V ≥ threshold and is reset to a value or by the threshold, whatever charges it. Potentials have no unit.
/// What differs, the charge, is an <see cref="ICharge"/>.
/// </summary>
public abstract record IntegrateAndFireNeuron : Neuron
{
    /// <summary>The potential from which a neuron fires, above 0 and above <see cref="ResetValue"/>.</summary>
    public float Threshold { get; init; } = 1;

    /// <summary>What a spike does to the potential.</summary>
    public ResetMode Reset { get; init; } = ResetMode.Hard;

    /// <summary>u_reset: where the potential starts, leaks to, and after a hard reset goes on.</summary>
    public float ResetValue { get; init; }

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (Threshold <= ResetValue)
        {
            throw new OptionException("reset_value", $"is {ResetValue} and must lie below 'threshold', {Threshold}, or the neuron fires without input.");
        }
    }

    /// <inheritdoc/>
    public override Neuron WithThreshold(float threshold) => this with { Threshold = threshold };

    /// <summary>The layer whose charge is given.</summary>
    protected ISpikingActivation Charged<TCharge>(TCharge charge)
        where TCharge : struct, ICharge
        => Layer(new IntegrateAndFire<TCharge>(charge, new MembraneReset(Reset, Threshold, ResetValue)));

    /// <summary>The equations whose charge is given, V(t) of a step.</summary>
    protected PortableNeuron PortablyCharged(Func<PortableStep, PortableValue> charge)
        => new([new PortableState("membrane", ResetValue)], step => PortablyFired(step, charge(step)));

    /// <summary>What a step gives whose charge is given.</summary>
    /// <param name="step">The step.</param>
    /// <param name="charged">V(t).</param>
    /// <param name="others">The states behind it beside the potential.</param>
    protected PortableStepped PortablyFired(PortableStep step, PortableValue charged, params IReadOnlyList<PortableValue> others)
    {
        PortableValue threshold = step.Graph.Scalar(Threshold), spikes = step.Graph.AtLeast(charged, threshold);
        PortableValue kept = Reset == ResetMode.Soft ? charged - (spikes * Threshold) : charged * (1 - spikes);
        return new PortableStepped(
            charged, threshold, spikes, [Reset == ResetMode.Soft || ResetValue == 0 ? kept : kept + (spikes * ResetValue), .. others]);
    }

    /// <summary>The options that all of them have beside their surrogate, for a neuron that adds its own.</summary>
    /// <param name="initial">The neuron with every option at its default.</param>
    protected static new Section<TNeuron> OptionsOf<TNeuron>(Func<TNeuron> initial)
        where TNeuron : IntegrateAndFireNeuron
        => Neuron.OptionsOf(initial)
            .Key(
                "threshold",
                Kinds.Single(above: 0),
                n => n.Threshold,
                (n, v) => (TNeuron)((IntegrateAndFireNeuron)n with { Threshold = v }),
                "The potential from which a neuron fires.")
            .Key(
                "reset",
                Kinds.Enumeration<ResetMode>(),
                n => n.Reset,
                (n, v) => (TNeuron)((IntegrateAndFireNeuron)n with { Reset = v }),
                "What a spike does to the potential: 'hard' sets it to the reset value, 'soft' takes the threshold off.")
            .Key(
                "reset_value",
                Kinds.Single(),
                n => n.ResetValue,
                (n, v) => (TNeuron)((IntegrateAndFireNeuron)n with { ResetValue = v }),
                "Where the potential starts, leaks to, and after a hard reset goes on; below the threshold.");
}
