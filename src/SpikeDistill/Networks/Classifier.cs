using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks;

/// <summary>The classifier at work: global average pool, then linear layers with the activation between two of them.</summary>
internal sealed class Classifier
{
    private readonly LinearDescription[] _layers;
    private readonly Tensor[] _weights;
    private readonly Tensor[] _biases;
    private readonly IActivation _activation;

    public Classifier(ParameterStore store, ClassifierDescription description, IActivation activation, long seed)
    {
        _layers = [.. description.Layers];
        _weights = new Tensor[_layers.Length];
        _biases = new Tensor[_layers.Length];
        _activation = activation;
        for (int i = 0; i < _layers.Length; i++)
        {
            LinearDescription layer = _layers[i];
            string weight = layer.Name + ".weight", bias = layer.Name + ".bias";
            _weights[i] = store.Add(weight, new Shape(layer.Outputs, layer.Inputs), ParameterRole.Weight);
            _biases[i] = store.Add(bias, new Shape(layer.Outputs), ParameterRole.Bias);
            Initialization.Linear(_weights[i], layer.Inputs, weight, seed);
            Initialization.Linear(_biases[i], layer.Inputs, bias, seed);
        }
    }

    /// <summary>From feature maps [T·N, H, W, C], which are released, to logits [T·N, classes].</summary>
    public Tensor Forward(Tape tape, Tensor features, int timesteps, ForwardOptions options)
    {
        Tensor current = tape.GlobalAveragePool(features);
        features.Release();
        for (int i = 0; i < _layers.Length; i++)
        {
            if (i > 0)
            {
                string name = _layers[i - 1].Name;
                Next(_activation.Apply(tape, current, new ActivationCall(name, timesteps, options)));
                options.Observer?.Activated(name, current);
            }

            Next(tape.Linear(current, _weights[i], _biases[i]));
        }

        return current;

        void Next(Tensor next)
        {
            current.Release();
            current = next;
        }
    }
}
