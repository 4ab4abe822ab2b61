using SpikeDistill.Networks;

namespace SpikeDistill.Analysis;

/// <summary>Takes a network's description apart into layers with their sizes.</summary>
internal sealed class LayerWalk
{
    private readonly NetworkDescription _description;
    private readonly bool _spiking;
    private readonly Value _image;
    private readonly Value[] _outputs;

    public LayerWalk(NetworkSettings network, int imageSize)
    {
        _description = NetworkRegistry.Describe(network);
        _spiking = network.Activation == ActivationKind.Spiking;
        _image = new Value(LayerInput.Image, Layer: null, imageSize, network.InputChannels);
        _outputs = new Value[_description.Units.Count];
    }

    public IEnumerable<LayerShape> Layers() => _description.Units.Index().SelectMany(unit => OfUnit(unit.Index, unit.Item)).Concat(OfClassifier());

    private IEnumerable<LayerShape> OfUnit(int index, UnitDescription unit)
    {
        Value input = Source(unit.Source);
        int size = unit.Convolution.OutputSize(input.Size);
        yield return Convolution(unit.Convolution, input);
        yield return Normalization(unit.Normalization, unit.Convolution.Outputs, size);
        if (unit.Shortcut is { Projection: { } projection, ProjectionNormalization: { } normalization } shortcut)
        {
            yield return Convolution(projection, Source(shortcut.Source));
            yield return Normalization(normalization, projection.Outputs, size);
        }

        Value output = Activated(unit.Name, size, unit.Convolution.Outputs);
        if (_spiking)
        {
            yield return Neurons(output);
        }

        _outputs[index] = output;
        if (unit.AveragePool > 1)
        {
            if (size < unit.AveragePool)
            {
                throw new ArgumentException($"The images are too small for '{_description.Name}': {unit.Name} is left with {size}x{size} pixels, but pools {unit.AveragePool}x{unit.AveragePool}.");
            }

            _outputs[index] = Pooled(output, size / unit.AveragePool);
            yield return Pool(unit.Name + ".pool", output, _outputs[index]);
        }
    }

    private IEnumerable<LayerShape> OfClassifier()
    {
        Value input = _outputs[^1], current = Pooled(input, size: 1);
        yield return Pool("global_pool", input, current);
        foreach ((int index, LinearDescription layer) in _description.Classifier.Layers.Index())
        {
            if (index > 0)
            {
                current = Activated(_description.Classifier.Layers[index - 1].Name, size: 1, layer.Inputs);
                if (_spiking)
                {
                    yield return Neurons(current);
                }
            }

            yield return Linear(layer, current);
        }
    }

    private static LayerShape Convolution(ConvolutionDescription convolution, Value input)
    {
        int size = convolution.OutputSize(input.Size);
        long outputs = (long)size * size * convolution.Outputs;
        long inside = InsideTaps(convolution, input.Size, size);
        return new LayerShape(convolution.Name, LayerKind.Convolution)
        {
            Input = input.Kind,
            InputLayer = input.Layer,
            Parameters = convolution.ParameterCount,
            Inputs = input.Count,
            Outputs = outputs,
            Products = outputs * convolution.Inputs * convolution.Kernel * convolution.Kernel,
            Connections = inside * inside * convolution.Inputs * convolution.Outputs,
            Biases = convolution.Bias ? outputs : 0,
        };
    }

    /// <summary>Pairs of an output and a tap along one axis that lie within the image.</summary>
    private static long InsideTaps(ConvolutionDescription convolution, int inputs, int outputs)
    {
        long count = 0;
        for (int output = 0; output < outputs; output++)
        {
            int first = (output * convolution.Stride) - convolution.Padding;
            count += Math.Min(first + convolution.Kernel, inputs) - Math.Max(first, 0);
        }

        return count;
    }

    private static LayerShape Normalization(string name, int channels, int size) => new(name, LayerKind.Normalization)
    {
        Input = LayerInput.Floats,
        Parameters = 2L * channels,
        Inputs = (long)size * size * channels,
        Outputs = (long)size * size * channels,
    };

    private static LayerShape Neurons(Value output) => new(output.Layer!, LayerKind.Neurons)
    {
        Input = LayerInput.Floats,
        Inputs = output.Count,
        Outputs = output.Count,
    };

    private static LayerShape Pool(string name, Value input, Value output) => new(name, LayerKind.AveragePool)
    {
        Input = input.Kind,
        InputLayer = input.Layer,
        Inputs = input.Count,
        Outputs = output.Count,
    };

    private static LayerShape Linear(LinearDescription layer, Value input) => new(layer.Name, LayerKind.Linear)
    {
        Input = input.Kind,
        InputLayer = input.Layer,
        Parameters = layer.ParameterCount,
        Inputs = layer.Inputs,
        Outputs = layer.Outputs,
        Products = (long)layer.Inputs * layer.Outputs,
        Connections = (long)layer.Inputs * layer.Outputs,
        Biases = layer.Outputs,
    };

    private static Value Pooled(Value value, int size)
        => value with { Size = size, Kind = value.Kind == LayerInput.Floats ? LayerInput.Floats : LayerInput.PooledSpikes };

    private Value Source(int unit) => unit == UnitDescription.Image ? _image : _outputs[unit];

    private Value Activated(string name, int size, int channels)
        => _spiking ? new Value(LayerInput.Spikes, name, size, channels) : new Value(LayerInput.Floats, Layer: null, size, channels);

    private readonly record struct Value(LayerInput Kind, string? Layer, int Size, int Channels)
    {
        public long Count => (long)Size * Size * Channels;
    }
}
