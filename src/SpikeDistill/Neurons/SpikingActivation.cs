using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Neurons;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Neurons;

/// <summary>A layer of spiking neurons as networks see it, whatever the neuron and the surrogate. It keeps no state.</summary>
public interface ISpikingActivation
{
    /// <summary>What was asked for, with every default filled in.</summary>
    NeuronSettings Settings { get; }

    /// <summary>The spikes [T, …, C] for input currents [T, …, C], from the neuron's initial potential.</summary>
    Tensor Fire(Tape tape, Tensor input);

    /// <summary>The same from a given potential […, C] (null for the initial one), with the potential after the last step; see <see cref="FireOperation"/>.</summary>
    (Tensor Spikes, Tensor Membrane) FireWithState(Tape tape, Tensor input, Tensor? membrane);

    /// <summary>The spikes for a normalized sum, in one operation; see <see cref="NormalizeAndActivateOperation"/>.</summary>
    NormalizedActivation NormalizeAndFire(Tape tape, NormalizedSum sum);
}

/// <summary>Makes <see cref="ISpikingActivation"/>s.</summary>
public static class SpikingActivation
{
    /// <summary>The neurons that the settings describe.</summary>
    /// <exception cref="ArgumentException">An unknown neuron or surrogate; the message lists the names.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A parameter the neuron or surrogate cannot take.</exception>
    public static ISpikingActivation Create(NeuronSettings settings) => NeuronRegistry.Create(settings);
}

internal sealed class SpikingActivation<TNeuron, TSurrogate>(NeuronSettings settings, TNeuron neuron, TSurrogate surrogate) : ISpikingActivation
    where TNeuron : struct, INeuron
    where TSurrogate : struct, ISurrogate
{
    private readonly FireOptions _options = new() { DetachReset = settings.DetachReset };

    public NeuronSettings Settings => settings;

    public Tensor Fire(Tape tape, Tensor input) => tape.Fire(input, neuron, surrogate, _options);

    public (Tensor Spikes, Tensor Membrane) FireWithState(Tape tape, Tensor input, Tensor? membrane)
        => tape.FireWithState(input, membrane, neuron, surrogate, _options);

    public NormalizedActivation NormalizeAndFire(Tape tape, NormalizedSum sum) => tape.NormalizeAndFire(sum, neuron, surrogate, _options);
}
