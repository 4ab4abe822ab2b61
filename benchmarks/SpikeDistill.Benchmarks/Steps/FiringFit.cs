using SpikeDistill.Networks;
using SpikeDistill.Networks.Planning;
using SpikeDistill.Neurons;
using SpikeDistill.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace SpikeDistill.Benchmarks.Steps;

/// <summary>
/// Shifts the bias of every normalization until its layer fires at a given rate; layers behind anything else fire as they do. A
/// layer's current moves with that bias, so one training pass does it: each layer in turn, before what comes behind reads its spikes.
/// </summary>
internal static class FiringFit
{
    private const int Bisections = 24;
    private const float Widest = 64;
    private const float BufferMomentum = 0.1f;

    public static void Fit(Subject subject, double rate)
    {
        Network network = subject.Network;
        ISpikingActivation neurons = network.Neuron.Activation();
        Dictionary<string, Tensor> biases = network.PlanOf(ForwardOptions.ForTraining).Steps.OfType<FusedStep>()
            .ToDictionary(step => step.Gives.Node.Name, step => Bias(network, step.Pattern.Main.Normalization.Node.Prefix));
        float[][] before = [.. network.Buffers.Select(buffer => buffer.Value.ToArray())];
        using (Tape tape = new(network.Engine, recording: false))
        {
            ForwardOptions options = ForwardOptions.ForTraining with
            {
                FireInstead = (pass, layer, current) => FitLayer(pass, neurons, current, biases.GetValueOrDefault(layer), rate),
            };
            subject.Logits(tape, options);
        }

        // The running statistics went a tenth of the way to the batch's; all of it makes inference fire as training does.
        foreach ((int i, NetworkBuffer buffer) in network.Buffers.Index())
        {
            Span<float> values = buffer.Value.Values;
            for (int c = 0; c < values.Length; c++) values[c] = before[i][c] + ((values[c] - before[i][c]) / BufferMomentum);
        }
    }

    private static Tensor Bias(Network network, string normalization)
        => network.Parameters.Single(parameter => parameter.Name == normalization + ".bias").Value;

    private static Tensor FitLayer(Tape pass, ISpikingActivation neurons, Tensor current, Tensor? bias, double rate)
    {
        if (bias is null)
        {
            return neurons.Fire(pass, current);
        }

        float low = -Widest, high = Widest;
        for (int i = 0; i < Bisections; i++)
        {
            float middle = (low + high) / 2;
            using Tape trial = new(pass.Engine, recording: false);
            if (RateOf(Shifted(trial, middle)) < rate) low = middle;
            else high = middle;
        }

        float shift = (low + high) / 2;
        TensorPrimitives.Add(bias.Values, shift, bias.Values);
        return Shifted(pass, shift);

        Tensor Shifted(Tape tape, float by)
        {
            Tensor moved = tape.Allocate(current.Shape);
            TensorPrimitives.Add(current.Values, by, moved.Values);
            Tensor spikes = neurons.Fire(tape, moved);
            moved.Release();
            return spikes;
        }
    }

    private static double RateOf(Tensor spikes) => (double)spikes.CountSpikes() / spikes.Shape.Count;
}
