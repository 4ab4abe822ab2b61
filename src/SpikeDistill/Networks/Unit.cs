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

    /// <summary>Whether everything behind the convolutions is one operation; otherwise it is composed of plain ones.</summary>
    public bool IsFused(ActivationCall call)
        => call.Options is { Composed: false, FireInstead: null } && !(IsStill(call) && _description.Shortcut is not null);

    /// <summary>
    /// The convolution of a fused unit's shortcut, if it has one: to be called before anything else reads the shortcut's
    /// source. Its gradient then comes last, and is added in place to that of the others, only where the projection reads.
    /// </summary>
    public Convolved? Project(Tape tape, Tensor source, ActivationCall call)
        => IsFused(call) ? _projection?.Convolve(tape, source, call.Options.Training) : null;

    /// <summary>Takes the handle of <paramref name="projected"/>, from <see cref="Project"/>, over.</summary>
    public Tensor Forward(Tape tape, Tensor images, Tensor[] outputs, Convolved? projected, ActivationCall call)
        => IsFused(call) ? Fused(tape, images, outputs, projected, call) : Composed(tape, images, outputs, call);

    /// <summary>Every step sees the same image: up to the activation one step's work serves all.</summary>
    private bool IsStill(ActivationCall call) => _description.Source == UnitDescription.Image && call.Timesteps > 1;

    private Tensor Fused(Tape tape, Tensor images, Tensor[] outputs, Convolved? projected, ActivationCall call)
    {
        Convolved convolved = _main.Convolve(tape, Source(_description.Source), call.Options.Training);
        Tensor? passed = _description.Shortcut is { } shortcut ? Source(shortcut.Source) : null;
        NormalizedActivation result = _activation.ApplyNormalized(tape, new NormalizedSum(convolved.Output, _main.Normalization.Parameters(convolved.Statistics))
        {
            Timesteps = call.Timesteps,
            Still = IsStill(call),
            Shortcut = projected?.Output ?? passed,
            ShortcutNormalization = projected is null ? null : _projection!.Normalization.Parameters(projected.Statistics),
        });
        convolved.Output.Release();
        projected?.Output.Release();
        if (result.Statistics is { } statistics)
        {
            _main.Normalization.Move(statistics);
        }

        if (result.ShortcutStatistics is { } projection)
        {
            _projection!.Normalization.Move(projection);
        }

        return result.Output;

        Tensor Source(int unit) => unit == UnitDescription.Image ? images : outputs[unit];
    }

    private Tensor Composed(Tape tape, Tensor images, Tensor[] outputs, ActivationCall call)
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

        if (IsStill(call))
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

    /// <summary>A convolution's output, in training with its statistics.</summary>
    internal sealed record Convolved(Tensor Output, BatchStatistics? Statistics);

    /// <summary>A convolution with its normalization.</summary>
    private sealed class Layer
    {
        private readonly ConvolutionOptions _options;
        private readonly Tensor _weight;
        private readonly Tensor? _bias;

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
            Normalization = new Normalization(store, normalization, convolution.Outputs);
        }

        public Normalization Normalization { get; }

        public Convolved Convolve(Tape tape, Tensor input, bool training)
        {
            if (!training) return new Convolved(tape.Convolution(input, _weight, _bias, _options), null);
            Tensor output = tape.Convolution(input, _weight, _bias, _options, out BatchStatistics statistics);
            return new Convolved(output, statistics);
        }

        public Tensor Forward(Tape tape, Tensor input, bool training)
        {
            Tensor convolved = tape.Convolution(input, _weight, _bias, _options);
            return Replace(convolved, Normalization.Apply(tape, convolved, training));
        }
    }
}
