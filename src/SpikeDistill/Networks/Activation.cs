using SpikeDistill.Neurons;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks;

/// <summary>What stands at the end of a unit.</summary>
internal interface IActivation
{
    /// <summary>From [T·N, H, W, C] to the same shape.</summary>
    Tensor Apply(Tape tape, Tensor input, UnitCall call);
}

/// <summary>The teacher's.</summary>
internal sealed class ReluActivation : IActivation
{
    public Tensor Apply(Tape tape, Tensor input, UnitCall call) => tape.Relu(input);
}

/// <summary>The student's: neurons that walk the time steps.</summary>
internal sealed class NeuronActivation(ISpikingActivation neurons) : IActivation
{
    public Tensor Apply(Tape tape, Tensor input, UnitCall call)
    {
        Shape folded = input.Shape;
        Tensor current = tape.Reshape(input, new Shape(call.Timesteps, folded[0] / call.Timesteps, folded[1], folded[2], folded[3]));
        Tensor spikes = call.Options.FireInstead is { } fire ? fire(tape, call.Unit, current) : neurons.Fire(tape, current);
        Tensor result = tape.Reshape(spikes, folded);
        current.Release();
        spikes.Release();
        return result;
    }
}
