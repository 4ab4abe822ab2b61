using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Surrogates;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Neurons;

/// <summary>
/// Leaky neurons whose membrane potential is normalized before they fire (MPBN, Guo et al., ICCV 2023): U(t) = κ·H(t−1) + I(t),
/// S(t) = Θ(BN(U(t)) − θ), H(t) = U(t)·(1 − S(t)). The normalization is that of a batch, with statistics of each step's own in training and one
/// scale, shift and running mean and variance for all steps. Without gradients and with given statistics it is folded into thresholds, a channel
/// each, which change no spike.
/// </summary>
public sealed record Mpbn : Neuron
{
    /// <summary>Makes neurons as in the public code, with their surrogate.</summary>
    public Mpbn() => Surrogate = new Tanh();

    /// <summary>What recipes can say of it.</summary>
    public static Entry<Neuron> Entry { get; } = Entry<Neuron>.Of(
        "mpbn",
        "leaky neurons whose membrane potential is normalized before they fire",
        OptionsOf(() => new Mpbn())
            .Key("decay", Kinds.Single(least: 0, most: 1), n => n.Decay, (n, v) => n with { Decay = v }, "κ, what a step leaves of a potential.")
            .Key(
                "threshold",
                Kinds.Single(above: 0),
                n => n.Threshold,
                (n, v) => n with { Threshold = v },
                "The normalized potential from which a neuron fires; the public code's is 0.5.")
            .Key("epsilon", Kinds.Single(above: 0), n => n.Epsilon, (n, v) => n with { Epsilon = v }, "What is added to a variance.")
            .Key(
                "momentum",
                Kinds.Single(least: 0, most: 1),
                n => n.Momentum,
                (n, v) => n with { Momentum = v },
                "The share of the way that running statistics go to those of a step's batch."));

    /// <summary>κ: what a step leaves of a potential, 0 to 1.</summary>
    public float Decay { get; init; } = 0.25f;

    /// <summary>θ: the normalized potential from which a neuron fires, above 0.</summary>
    public float Threshold { get; init; } = 0.5f;

    /// <summary>ε, which is added to a variance.</summary>
    public float Epsilon { get; init; } = 1e-5f;

    /// <summary>The share of the way that running statistics go to those of a step's batch.</summary>
    public float Momentum { get; init; } = 0.1f;

    /// <inheritdoc/>
    public override bool NormalizesEachStep => true;

    /// <inheritdoc/>
    protected override Entry<Neuron> Declared => Entry;

    /// <inheritdoc/>
    public override Neuron WithThreshold(float threshold) => this with { Threshold = threshold };

    /// <inheritdoc/>
    public override PortableNeuron Portable => new(
        [new PortableState("membrane", 0)],
        step =>
        {
            PortableValue potential = (step.Membrane * Decay) + step.Input, scale = step.Stored["bn.weight"], shift = step.Stored["bn.bias"];
            PortableValue deviation = step.Graph.Sqrt(step.Stored["bn.running_var"] + Epsilon);
            PortableValue charged = ((potential - step.Stored["bn.running_mean"]) * (scale / deviation)) + shift;
            PortableValue threshold = step.Graph.Scalar(Threshold), spikes = step.Graph.AtLeast(charged, threshold);
            return new PortableStepped(charged, threshold, spikes, potential * (1 - spikes));
        });

    /// <inheritdoc/>
    protected override ISpikingActivation MakeLayer() => Surrogate.Use(new Maker(this));

    private sealed class Maker(Mpbn neuron) : ISurrogateUser<ISpikingActivation>
    {
        public ISpikingActivation Use<TSurrogate>(TSurrogate surrogate)
            where TSurrogate : struct, ISurrogate
            => new NormalizedMembraneLayer<TSurrogate>(neuron, surrogate);
    }
}
