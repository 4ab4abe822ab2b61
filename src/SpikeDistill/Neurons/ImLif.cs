using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Neurons;

/// <summary>
/// Leaky neurons whose synaptic current attends to the present input and to its own past, after IM-LIF (Lian et al., IEEE TETCI 2024). An
/// approximation: its equations are not public. J(t) = p·I(t) + (1 − p)·J(t−1), V(t) = H(t−1) − (H(t−1) − u_reset)/μ + J(t), where p is the
/// softmax of the two under a learned query, p = 1/(1 + e^(−(b(t) + w·(I(t) − J(t−1))))): a <c>query</c> w for each channel and a <c>bias</c> b
/// for each step and channel. The paper's temporal loss is not a part of it.
/// </summary>
public sealed record ImLif : Neuron
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Neuron> Entry { get; } = Entry<Neuron>.Of(
        "im_lif",
        "leaky neurons whose current attends to its own past; an approximation of IM-LIF, whose equations are not public",
        OptionsOf(() => new ImLif())
            .Key(
                "time_constant",
                Kinds.Single(least: 1),
                n => n.TimeConstant,
                (n, v) => n with { TimeConstant = v },
                "μ in time steps; at 1 only the current remembers.")
            .Key("threshold", Kinds.Single(above: 0), n => n.Threshold, (n, v) => n with { Threshold = v }, "The potential from which a neuron fires.")
            .Key(
                "present_share",
                Kinds.Single(above: 0, below: 1),
                n => n.PresentShare,
                (n, v) => n with { PresentShare = v },
                "p before training: the share of the present input in the current.")
            .Key(
                "per_channel",
                Kinds.Flag,
                n => n.PerChannel,
                (n, v) => n with { PerChannel = v },
                "Whether each channel attends in a way of its own; otherwise a layer has one."),
        source: "after Lian et al., IEEE TETCI 2024",
        fidelity: "approximation: the paper's equations, its temporal loss and code are not public");

    /// <summary>μ in time steps, 1 or more; at 1 only the current remembers.</summary>
    public float TimeConstant { get; init; } = 2;

    /// <summary>The potential from which a neuron fires, above 0; a spike resets it to 0.</summary>
    public float Threshold { get; init; } = 1;

    /// <summary>p before training, between 0 and 1: the share of the present input in the current.</summary>
    public float PresentShare { get; init; } = 0.8f;

    /// <summary>Whether each channel attends in a way of its own; otherwise a layer has one.</summary>
    public bool PerChannel { get; init; } = true;

    /// <inheritdoc/>
    protected override Entry<Neuron> Declared => Entry;

    /// <inheritdoc/>
    public override Neuron WithThreshold(float threshold) => this with { Threshold = threshold };

    /// <inheritdoc/>
    public override PortableNeuron Portable => new(
        [new PortableState("membrane", 0), new PortableState("current", 0)],
        step =>
        {
            PortableValue difference = step.Input - step.States[1];
            PortableValue share = step.Graph.Sigmoid((step.Stored["query"] * difference) + step.Stored["bias"]);
            PortableValue current = step.States[1] + (share * difference), charged = (step.Membrane * (1 - (1 / TimeConstant))) + current;
            PortableValue threshold = step.Graph.Scalar(Threshold), spikes = step.Graph.AtLeast(charged, threshold);
            return new PortableStepped(charged, threshold, spikes, charged * (1 - spikes), current);
        });

    /// <inheritdoc/>
    protected override ISpikingActivation MakeLayer() => Layer(new AttendingLeak(
        1 - (1 / TimeConstant),
        Threshold,
        [
            new("query", PerChannel ? CoefficientExtent.Channel : CoefficientExtent.Layer, 0),
            new("bias", PerChannel ? CoefficientExtent.StepAndChannel : CoefficientExtent.Step, MathF.Log(PresentShare / (1 - PresentShare))),
        ]));
}
