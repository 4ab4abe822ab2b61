using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Analyses;

/// <summary>The gradient of a loss on the input currents of a layer, [T, N, …, C], with what the neurons did.</summary>
internal sealed class LayerGradient
{
    private readonly float[] _gradient, _currents, _spikes;
    private readonly int _steps, _images, _neurons;

    private LayerGradient(string layer, Shape shape, float[] gradient, float[] currents, float[] spikes)
    {
        (Layer, _gradient, _currents, _spikes) = (layer, gradient, currents, spikes);
        (_steps, _images) = (shape[0], shape[1]);
        _neurons = (int)(shape.Count / (_steps * _images));
    }

    /// <summary>The layer.</summary>
    public string Layer { get; }

    /// <summary>Runs a batch and goes back to a layer.</summary>
    /// <param name="network">The network.</param>
    /// <param name="tape">A tape that records.</param>
    /// <param name="batch">The images.</param>
    /// <param name="layer">The layer; null for the last one that the loss depends on.</param>
    /// <param name="loss">The loss of what the network gives to the images.</param>
    /// <returns>The gradient; null where the loss depends on no such layer.</returns>
    public static LayerGradient? Of(Network network, Tape tape, Batch batch, string? layer, Func<NetworkOutput, Tensor, ObjectiveResult> loss)
    {
        List<(string Layer, Tensor Leaf, Shape Shape, float[] Currents)> cuts = [];
        Dictionary<string, float[]> spikes = new(StringComparer.Ordinal);
        Tensor images = batch.ImagesIn(tape, network.Settings.Timesteps);
        NetworkOutput output = network.Forward(tape, images, new ForwardOptions
        {
            KeepStageFeatures = true,
            Draws = SampleDraws.Fixed(batch.Indices),
            Observer = new Spikes(tape, spikes),
            InsteadOfCurrents = (scope, name, currents) => layer is null || name == layer ? Cut(scope, name, currents) : currents,
        });
        Gradients gradients = tape.Backward(loss(output, images).Seeds);
        (string name, Tensor? cut, Shape shape, float[] currents) = cuts.LastOrDefault(one => gradients.Find(one.Leaf) is not null);
        return cut is null ? null : new LayerGradient(name, shape, gradients[cut].ToArray(), currents, spikes[name]);

        Tensor Cut(Tape scope, string name, Tensor currents)
        {
            Tensor leaf = scope.Leaf(currents);
            currents.Release();
            cuts.Add((name, leaf, leaf.Shape, leaf.ToArray()));
            return leaf;
        }
    }

    /// <summary>This gradient as what is added to another.</summary>
    /// <param name="other">The other on the same layer; null for none.</param>
    /// <param name="terms">The names of the terms that add it.</param>
    /// <param name="most">Neurons that are told of at most.</param>
    public FeatureGradients Against(LayerGradient? other, IReadOnlyList<string> terms, int most)
    {
        float[] without = other?._gradient ?? new float[_gradient.Length];
        int largest = Enumerable.Range(0, _neurons).MaxBy(neuron => Norm(neuron, at => _gradient[at]));
        int image = Enumerable.Range(0, _images).MaxBy(one => Enumerable.Range(0, _steps).Sum(step => Math.Abs(_gradient[At(step, one, largest)])));
        int stride = (_neurons + most - 1) / most;
        return new FeatureGradients(
            terms,
            Layer,
            _images,
            [
                .. Enumerable.Range(0, _neurons).Where(neuron => neuron % stride == 0 || neuron == largest).Select(neuron => new NeuronGradient(
                    neuron,
                    Norm(neuron, at => without[at]),
                    Norm(neuron, at => _gradient[at]),
                    Norm(neuron, at => without[at] + (double)_gradient[at]))),
            ],
            new GradientTrace(
                largest,
                image,
                OverSteps(_currents),
                [.. Enumerable.Range(1, _steps).Where(step => _spikes[At(step - 1, image, largest)] > 0)],
                OverSteps(without),
                OverSteps(_gradient)));

        double[] OverSteps(float[] values) => [.. Enumerable.Range(0, _steps).Select(step => (double)values[At(step, image, largest)])];
    }

    private int At(int step, int image, int neuron) => (((step * _images) + image) * _neurons) + neuron;

    private double Norm(int neuron, Func<int, double> value)
    {
        double sum = 0;
        for (int row = 0; row < _steps * _images; row++)
        {
            double one = value((row * _neurons) + neuron);
            sum += one * one;
        }

        return Math.Sqrt(sum);
    }

    /// <summary>Keeps the spikes of every layer.</summary>
    private sealed class Spikes(Tape tape, Dictionary<string, float[]> spikes) : IForwardObserver
    {
        public void Activated(string layer, Tensor output)
        {
            Tensor wide = tape.Widen(output);
            spikes[layer] = wide.ToArray();
            wide.Release();
        }
    }
}
