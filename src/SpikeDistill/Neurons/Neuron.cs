using SpikeDistill.Surrogates;
using SpikeDistill.Tensors.Neurons;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Neurons;

/// <summary>
/// The neurons of a network: what they are, by their options, and how gradients pass their spikes. A neuron is a record of its
/// options beside its equations, which <see cref="INeuron"/> describes; the defaults are TSER's Eq. 2 with the values common in public code.
/// </summary>
public abstract record Neuron
{
    /// <summary>The slope of the step function in the backward pass.</summary>
    public ISurrogateFunction Surrogate { get; init; } = new Sigmoid();

    /// <summary>Whether no gradient flows from a reset into the spike that caused it.</summary>
    public bool DetachReset
    {
        get => Options.DetachReset;
        init => Options = Options with { DetachReset = value };
    }

    internal FireOptions Options { get; init; }

    /// <summary>A layer of these neurons, as networks use it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option that the neuron cannot take.</exception>
    public abstract ISpikingActivation Activation();

    /// <summary>The layer whose equations are given, with this neuron's surrogate and reset.</summary>
    protected ISpikingActivation Layer<TNeuron>(TNeuron equations)
        where TNeuron : struct, INeuron
        => Surrogate.Use(new Pairing<TNeuron>(this, equations));

    private sealed class Pairing<TNeuron>(Neuron neuron, TNeuron equations) : ISurrogateUser<ISpikingActivation>
        where TNeuron : struct, INeuron
    {
        public ISpikingActivation Use<TSurrogate>(TSurrogate surrogate)
            where TSurrogate : struct, ISurrogate
            => new SpikingActivation<TNeuron, TSurrogate>(neuron, equations, surrogate);
    }
}
