using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks;

/// <summary>A unit at work: convolution, normalization, shortcut, activation. Time and batch are folded, [T·N, H, W, C].</summary>
internal sealed class Unit
{
    private readonly UnitDescription _description;
    private readonly Layer _main;
    private readonly Layer? _projection;
    private readonly IActivation _activation;

    public Unit(ParameterStore store, UnitDescription description, IActivation activation, long seed)
    {
        _description = description;
        _activation = activation;
        _main = new Layer(store, description.Convolution, description.Normalization, seed);
        if (description.Shortcut is { Projection: { } projection, ProjectionNormalization: { } normalization })
        {
            _projection = new Layer(store, projection, normalization, seed);
        }
    }

    public Tensor Forward(Tape tape, Tensor images, Tensor[] outputs, ActivationCall call)
    {
        bool training = call.Options.Training;
        Tensor current = _main.Forward(tape, Source(_description.Source), training);
        if (_description.Shortcut is { } shortcut)
        {
            Tensor passed = Source(shortcut.Source);
            Tensor added = _projection?.Forward(tape, passed, training) ?? passed;
            current = Replace(current, tape.Add(current, added));
            if (_projection is not null)
            {
                added.Release();
            }
        }

        // Every step sees the same image: up to here one step's work serves all.
        if (_description.Source == UnitDescription.Image && call.Timesteps > 1)
        {
            Tensor repeated = tape.RepeatOverTime(current, call.Timesteps);
            Shape one = current.Shape;
            current = Replace(current, repeated);
            current = Replace(current, tape.Reshape(current, one.With(0, call.Timesteps * one[0])));
        }

        return Replace(current, _activation.Apply(tape, current, call));

        Tensor Source(int unit) => unit == UnitDescription.Image ? images : outputs[unit];
    }

    private static Tensor Replace(Tensor old, Tensor next)
    {
        old.Release();
        return next;
    }

    /// <summary>A convolution with its normalization.</summary>
    private sealed class Layer
    {
        private readonly ConvolutionOptions _options;
        private readonly Tensor _weight;
        private readonly Tensor? _bias;
        private readonly Normalization _normalization;

        public Layer(ParameterStore store, ConvolutionDescription convolution, string normalization, long seed)
        {
            string name = convolution.Name + ".weight";
            _options = new ConvolutionOptions
            {
                StrideHeight = convolution.Stride,
                StrideWidth = convolution.Stride,
                PaddingHeight = convolution.Padding,
                PaddingWidth = convolution.Padding,
            };
            _weight = store.Add(name, new Shape(convolution.Outputs, convolution.Inputs, convolution.Kernel, convolution.Kernel), ParameterRole.Weight);
            Initialization.Convolution(_weight, name, seed);
            _bias = convolution.Bias ? store.Add(convolution.Name + ".bias", new Shape(convolution.Outputs), ParameterRole.Bias) : null;
            _normalization = new Normalization(store, normalization, convolution.Outputs);
        }

        public Tensor Forward(Tape tape, Tensor input, bool training)
        {
            Tensor convolved = tape.Convolution(input, _weight, _bias, _options);
            return Replace(convolved, _normalization.Apply(tape, convolved, training));
        }
    }
}
