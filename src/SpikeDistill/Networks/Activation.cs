using SpikeDistill.Neurons;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks;

/// <summary>What stands at the end of a unit and between the classifier's layers.</summary>
internal interface IActivation
{
    /// <summary>From [T·N, …, C] to the same shape.</summary>
    Tensor Apply(Tape tape, Tensor input, ActivationCall call);

    /// <summary>The same of a normalized sum, in one operation.</summary>
    NormalizedActivation ApplyNormalized(Tape tape, NormalizedSum sum);
}

/// <summary>Whose activation runs, over how many steps, and how.</summary>
internal readonly record struct ActivationCall(string Name, int Timesteps, ForwardOptions Options);

/// <summary>The teacher's.</summary>
internal sealed class ReluActivation : IActivation
{
    public Tensor Apply(Tape tape, Tensor input, ActivationCall call) => tape.Relu(input);

    public NormalizedActivation ApplyNormalized(Tape tape, NormalizedSum sum) => tape.NormalizeAndRectify(sum);
}

/// <summary>The student's: neurons that walk the time steps.</summary>
internal sealed class NeuronActivation(ISpikingActivation neurons) : IActivation
{
    public Tensor Apply(Tape tape, Tensor input, ActivationCall call)
    {
        Shape folded = input.Shape;
        Tensor current = tape.Reshape(input, new Shape([call.Timesteps, folded[0] / call.Timesteps, .. folded.ToArray()[1..]]));
        Tensor spikes = call.Options.FireInstead is { } fire ? fire(tape, call.Name, current) : neurons.Fire(tape, current);
        Tensor result = tape.Reshape(spikes, folded);
        current.Release();
        spikes.Release();
        return result;
    }

    public NormalizedActivation ApplyNormalized(Tape tape, NormalizedSum sum) => neurons.NormalizeAndFire(tape, sum);
}
