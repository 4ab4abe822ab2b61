using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Surrogates;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Neurons;

/// <summary>
/// The gated leaky integrate-and-fire neuron (Yao et al., NeurIPS 2022). Gates α, β and γ mix two kinds of leak, of integration and of
/// reset: V(t) = (1 − α(1 − τ))·V(t−1)·(1 − γS(t−1)) − (1 − α)·l + (1 − β(1 − g(t)))·I(t) − (1 − γ)·r·S(t−1), and it fires at V ≥ θ.
/// All eight are learned, each between 0 and 1 as 1/(1 + e^(−w)) of a parameter: <c>alpha</c>, <c>beta</c>, <c>gamma</c>, <c>tau</c>,
/// <c>Vth</c> for θ, <c>leak</c> for l, <c>reVth</c> for r, and for each step <c>conduct</c> for g.
/// </summary>
/// <remarks>With α = γ = 1 and β = 0 it is a LIF neuron without input decay that is reset to 0, to the same bits.</remarks>
public sealed record Glif : Neuron
{
    /// <summary>The parameter of a gate that is given as 0 or 1: in single precision the gate is that, with a slope of 0, so it stays.</summary>
    private const double Shut = 110;

    private static readonly Kind<float> Gate = Kinds.Single(least: 0, most: 1), Share = Kinds.Single(above: 0, below: 1);

    /// <summary>Makes neurons that begin as those of the public code, with their surrogate.</summary>
    public Glif() => Surrogate = new Rectangular();

    /// <summary>What recipes can say of it.</summary>
    public static Entry<Neuron> Entry { get; } = Entry<Neuron>.Of(
        "glif",
        "gated leaky integrate-and-fire neurons, which learn how they leak, integrate and are reset",
        OptionsOf(() => new Glif())
            .Key(
                "leak_gate",
                Gate,
                n => n.LeakGate,
                (n, v) => n with { LeakGate = v },
                "α before training: 1 leaks by a factor, 0 by a constant. At 0 or 1 it stays.")
            .Key(
                "integration_gate",
                Gate,
                n => n.IntegrationGate,
                (n, v) => n with { IntegrationGate = v },
                "β before training: 1 weighs the input step by step, 0 takes it as it is. At 0 or 1 it stays.")
            .Key(
                "reset_gate",
                Gate,
                n => n.ResetGate,
                (n, v) => n with { ResetGate = v },
                "γ before training: 1 is reset to 0, 0 by subtraction. At 0 or 1 it stays.")
            .Key(
                "gate_spread",
                Kinds.Single(least: 0, below: 0.5),
                n => n.GateSpread,
                (n, v) => n with { GateSpread = v },
                "How far gates that are learned lie from these before training at most, drawn for each.")
            .Key("decay", Share, n => n.Decay, (n, v) => n with { Decay = v }, "τ before training, the factor of the leak by a factor.")
            .Key("threshold", Share, n => n.Threshold, (n, v) => n with { Threshold = v }, "The potential from which a neuron fires, before training.")
            .Key(
                "leak",
                Kinds.Optional(Share),
                n => n.Leak,
                (n, v) => n with { Leak = v },
                "What the leak by a constant takes in a step, before training; threshold / (2 T) where nothing is said.")
            .Key(
                "subtraction",
                Kinds.Optional(Share),
                n => n.Subtraction,
                (n, v) => n with { Subtraction = v },
                "What the reset by subtraction takes, before training; the threshold where nothing is said.")
            .Key("conductance", Share, n => n.Conductance, (n, v) => n with { Conductance = v }, "The weight of each step's input, before training.")
            .Key(
                "per_channel",
                Kinds.Flag,
                n => n.PerChannel,
                (n, v) => n with { PerChannel = v },
                "Whether each channel learns its own, as published; otherwise a layer learns one of each."));

    /// <summary>α before training: 1 leaks by the factor <see cref="Decay"/>, 0 by the constant <see cref="Leak"/>. At 0 or 1 it stays.</summary>
    public float LeakGate { get; init; } = 0.5f;

    /// <summary>β before training: 1 weighs the input by <see cref="Conductance"/>, 0 takes it as it is. At 0 or 1 it stays.</summary>
    public float IntegrationGate { get; init; } = 0.5f;

    /// <summary>γ before training: 1 is reset to 0, 0 by <see cref="Subtraction"/>. At 0 or 1 it stays.</summary>
    public float ResetGate { get; init; } = 0.5f;

    /// <summary>How far gates that are learned lie from these before training at most, drawn for each.</summary>
    public float GateSpread { get; init; } = 0.1f;

    /// <summary>τ before training, between 0 and 1.</summary>
    public float Decay { get; init; } = 0.25f;

    /// <summary>θ before training, between 0 and 1.</summary>
    public float Threshold { get; init; } = 0.5f;

    /// <summary>l before training, between 0 and 1; null for θ/(2T).</summary>
    public float? Leak { get; init; }

    /// <summary>r before training, between 0 and 1; null for θ.</summary>
    public float? Subtraction { get; init; }

    /// <summary>g before training, between 0 and 1.</summary>
    public float Conductance { get; init; } = 0.5f;

    /// <summary>Whether each channel learns its own, 7 + T values; otherwise a layer learns one of each.</summary>
    public bool PerChannel { get; init; } = true;

    /// <inheritdoc/>
    protected override Entry<Neuron> Declared => Entry;

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        foreach (float gate in (float[])[LeakGate, IntegrationGate, ResetGate])
        {
            if (IsLearned(gate) && !((double)gate - GateSpread > 0 && (double)gate + GateSpread < 1))
            {
                throw new OptionException("gate_spread", $"is {GateSpread}, by which a gate of {gate} would leave the numbers between 0 and 1.");
            }
        }
    }

    /// <inheritdoc/>
    public override Neuron WithThreshold(float threshold) => this with { Threshold = threshold };

    /// <inheritdoc/>
    public override PortableNeuron Portable => new(
        [new PortableState("membrane", 0), new PortableState("subtracted", 0)],
        step =>
        {
            PortableValue alpha = step.Share("alpha"), gamma = step.Share("gamma");
            PortableValue decay = 1 - alpha + (alpha * step.Share("tau")), gain = 1 - (step.Share("beta") * (1 - step.Share("conduct")));
            PortableValue constant = ((1 - alpha) * step.Share("leak")) + step.States[1];
            PortableValue charged = (decay * step.Membrane) + (gain * step.Input) - constant;
            PortableValue threshold = step.Share("Vth"), spikes = step.Graph.AtLeast(charged, threshold);
            return new PortableStepped(charged, threshold, spikes, charged * (1 - (gamma * spikes)), (1 - gamma) * step.Share("reVth") * spikes);
        });

    /// <inheritdoc/>
    protected override ISpikingActivation MakeLayer() => Layer(new GatedLeak(
    [
        GateOf("alpha", LeakGate),
        GateOf("beta", IntegrationGate),
        GateOf("gamma", ResetGate),
        Learned("tau", Decay),
        Learned("Vth", Threshold),
        Leak is { } leak ? Learned("leak", leak) : Learned("leak", Threshold) with { StartOver = steps => (float)Logit(Threshold / (2.0 * steps)) },
        Learned("reVth", Subtraction ?? Threshold),
        Learned("conduct", Conductance) with { Extent = PerChannel ? CoefficientExtent.StepAndChannel : CoefficientExtent.Step },
    ]));

    private static bool IsLearned(float gate) => gate is > 0 and < 1;

    private static double Logit(double value) => Math.Clamp(Math.Log(value / (1 - value)), -Shut, Shut);

    private NeuronCoefficient Learned(string name, float start)
        => new(name, PerChannel ? CoefficientExtent.Channel : CoefficientExtent.Layer, (float)Logit(start)) { Map = CoefficientMap.Sigmoid };

    private NeuronCoefficient GateOf(string name, float start)
    {
        double spread = IsLearned(start) ? GateSpread : 0, low = Logit(start - spread), high = Logit(start + spread);
        return Learned(name, start) with { Start = (float)((low + high) / 2), Spread = (float)((high - low) / 2) };
    }
}
