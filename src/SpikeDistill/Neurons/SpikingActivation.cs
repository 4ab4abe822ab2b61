using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Neurons;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Neurons;

/// <summary>A layer of spiking neurons as networks see it, whatever the neuron and the surrogate. It keeps no state.</summary>
public interface ISpikingActivation
{
    /// <summary>The neuron that the layer is made of.</summary>
    Neuron Neuron { get; }

    /// <summary>What a layer of them learns, in the order in which the calls below take it; empty for neurons that learn nothing.</summary>
    /// <param name="channels">C of the input currents.</param>
    /// <param name="timesteps">T of the input currents.</param>
    IReadOnlyList<NeuronParameter> Parameters(int channels, int timesteps);

    /// <summary>What a layer of them keeps but does not learn; nothing unless a neuron says so.</summary>
    /// <param name="channels">C of the input currents.</param>
    IReadOnlyList<NeuronBuffer> Buffers(int channels) => [];

    /// <summary>Bytes that a backward pass takes beside the gradients of input and output, such as sums for those of what is learned.</summary>
    /// <param name="timesteps">T of the input currents.</param>
    /// <param name="elements">Elements of a step.</param>
    /// <param name="channels">C.</param>
    long LearningBytes(int timesteps, long elements, int channels);

    /// <summary>Bytes that the tape keeps for the backward pass beside input and spikes; 0 unless a neuron says otherwise.</summary>
    /// <inheritdoc cref="LearningBytes"/>
    long KeptBytes(int timesteps, long elements, int channels) => 0;

    /// <summary>The spikes [T, …, C] for input currents [T, …, C], from the neuron's initial state.</summary>
    /// <param name="tape">The pass.</param>
    /// <param name="input">Float32 [T, …, C].</param>
    /// <param name="parameters">What the layer has learned, as <see cref="Parameters"/> lists it.</param>
    /// <param name="statistics">What it keeps beside, of neurons that keep something.</param>
    /// <exception cref="TensorException">Shapes do not fit, or other parameters than those listed.</exception>
    Tensor Fire(Tape tape, Tensor input, ReadOnlySpan<Tensor> parameters = default, NeuronStatistics statistics = default);

    /// <summary>The same from a given state, with the state after the last step; see <see cref="FireOperation"/>.</summary>
    /// <param name="tape">The pass.</param>
    /// <param name="input">Float32 [T, …, C].</param>
    /// <param name="states">One tensor […, C] for each state variable, the membrane potential first; null for the initial state.</param>
    /// <param name="parameters">What the layer has learned, as <see cref="Parameters"/> lists it.</param>
    /// <param name="statistics">What it keeps beside, of neurons that keep something.</param>
    /// <exception cref="TensorException">Shapes do not fit, or other states or parameters than the neuron has.</exception>
    (Tensor Spikes, IReadOnlyList<Tensor> States) FireWithState(
        Tape tape, Tensor input, IReadOnlyList<Tensor>? states, ReadOnlySpan<Tensor> parameters = default, NeuronStatistics statistics = default);

    /// <summary>The spikes for a normalized sum, in one operation; see <see cref="NormalizeAndActivateOperation"/>.</summary>
    /// <param name="tape">The pass.</param>
    /// <param name="sum">The input currents.</param>
    /// <param name="parameters">What the layer has learned, as <see cref="Parameters"/> lists it.</param>
    /// <param name="statistics">What it keeps beside, of neurons that keep something.</param>
    /// <exception cref="TensorException">Shapes do not fit, or other parameters than those listed.</exception>
    NormalizedActivation NormalizeAndFire(Tape tape, NormalizedSum sum, ReadOnlySpan<Tensor> parameters = default, NeuronStatistics statistics = default);
}

/// <summary>Neurons whose equations and surrogate are compiled together.</summary>
internal sealed class SpikingActivation<TNeuron, TSurrogate>(Neuron neuron, TNeuron equations, TSurrogate surrogate) : ISpikingActivation
    where TNeuron : struct, INeuron
    where TSurrogate : struct, ISurrogate
{
    public Neuron Neuron => neuron;

    public IReadOnlyList<NeuronParameter> Parameters(int channels, int timesteps)
        => [.. equations.Coefficients.Select(one => new NeuronParameter(one.Name, one.ParameterShape(channels, timesteps), one.StartAt(timesteps))
        {
            Spread = one.Spread,
            IsOverSteps = one.Extent is CoefficientExtent.Step or CoefficientExtent.StepAndChannel,
        })];

    public long LearningBytes(int timesteps, long elements, int channels) => FireOperation.LearningBytes(equations, timesteps, elements, channels);

    public Tensor Fire(Tape tape, Tensor input, ReadOnlySpan<Tensor> parameters = default, NeuronStatistics statistics = default)
        => tape.Fire(input, equations, surrogate, neuron.Options, parameters);

    public (Tensor Spikes, IReadOnlyList<Tensor> States) FireWithState(
        Tape tape, Tensor input, IReadOnlyList<Tensor>? states, ReadOnlySpan<Tensor> parameters = default, NeuronStatistics statistics = default)
        => tape.FireWithState(input, states, equations, surrogate, neuron.Options, parameters);

    public NormalizedActivation NormalizeAndFire(
        Tape tape, NormalizedSum sum, ReadOnlySpan<Tensor> parameters = default, NeuronStatistics statistics = default)
        => tape.NormalizeAndFire(sum, equations, surrogate, neuron.Options, parameters);
}
