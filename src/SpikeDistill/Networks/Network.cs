using SpikeDistill.Neurons;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks;

/// <summary>
/// A network made from its description: it owns parameters and running statistics and runs batches. It keeps no state
/// between batches but these.
/// </summary>
public sealed class Network : IDisposable
{
    private readonly TensorScope _scope;
    private readonly ParameterStore _store;
    private readonly Unit[] _units;
    private readonly int[] _lastReader;
    private readonly Classifier _classifier;

    /// <summary>Builds a network with initial weights.</summary>
    /// <param name="engine">Threads and memory.</param>
    /// <param name="settings">Its shape.</param>
    /// <param name="neuron">The spiking neuron; unused by a ReLU network.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <exception cref="ArgumentException">Impossible settings.</exception>
    public Network(Engine engine, NetworkSettings settings, NeuronSettings neuron, long seed)
    {
        Engine = engine;
        Settings = settings;
        Neuron = neuron;
        Description = NetworkRegistry.Describe(settings);
        IActivation activation = settings.Activation == ActivationKind.Relu ? new ReluActivation() : new NeuronActivation(SpikingActivation.Create(neuron));
        _scope = new TensorScope(engine);
        _store = new ParameterStore(_scope);
        _units = [.. Description.Units.Select(unit => new Unit(_store, unit, activation, seed))];
        _lastReader = LastReaders(Description.Units);
        _classifier = new Classifier(_store, Description.Classifier, activation, seed);
    }

    /// <summary>The engine it runs on.</summary>
    public Engine Engine { get; }

    /// <summary>Its shape.</summary>
    public NetworkSettings Settings { get; }

    /// <summary>Its neuron; meaningless for a ReLU network.</summary>
    public NeuronSettings Neuron { get; }

    /// <summary>The units it was built from.</summary>
    public NetworkDescription Description { get; }

    /// <summary>What it learns, in the order of the layers.</summary>
    public IReadOnlyList<Parameter> Parameters => _store.Parameters;

    /// <summary>Its running statistics, in the order of the layers.</summary>
    public IReadOnlyList<NetworkBuffer> Buffers => _store.Buffers;

    /// <summary>The number of learned values.</summary>
    public long ParameterCount => Description.ParameterCount;

    /// <summary>Runs a batch over all time steps.</summary>
    /// <param name="tape">The pass; gradients can be asked for when it records.</param>
    /// <param name="images">[N, H, W, channels]; every step sees the same image (direct encoding).</param>
    /// <param name="options">Training or evaluation, and what else to return.</param>
    /// <exception cref="TensorException">Images of another shape.</exception>
    public NetworkOutput Forward(Tape tape, Tensor images, ForwardOptions options)
    {
        if (images.Shape.Rank != 4 || images.Shape[3] != Settings.InputChannels)
        {
            throw new TensorException($"The network takes images [N, H, W, {Settings.InputChannels}], but their shape is {images.Shape}.");
        }

        int steps = Settings.Timesteps, samples = images.Shape[0];
        Tensor[] outputs = new Tensor[_units.Length];
        Unit.Convolved?[] projected = new Unit.Convolved?[_units.Length];
        List<Tensor> features = [];
        ProjectFrom(UnitDescription.Image, images);
        for (int i = 0; i < outputs.Length; i++)
        {
            UnitDescription unit = Description.Units[i];
            outputs[i] = _units[i].Forward(tape, images, outputs, projected[i], Call(unit));
            options.Observer?.Activated(unit.Name, outputs[i]);
            if (options.KeepStageFeatures && unit.EndsStage)
            {
                features.Add(SplitTime(tape, outputs[i], steps, samples));
            }

            if (unit.AveragePool > 1)
            {
                Tensor activated = outputs[i];
                outputs[i] = tape.AveragePool(activated, unit.AveragePool);
                activated.Release();
            }

            ProjectFrom(i, outputs[i]);
            for (int j = 0; j <= i; j++)
            {
                if (_lastReader[j] == i)
                {
                    outputs[j].Release();
                }
            }
        }

        Tensor logits = _classifier.Forward(tape, outputs[^1], steps, options);
        return new NetworkOutput(tape.Reshape(logits, new Shape(steps, samples, Settings.Classes)), features);

        ActivationCall Call(UnitDescription unit) => new(unit.Name, steps, options);

        void ProjectFrom(int source, Tensor output)
        {
            for (int i = source + 1; i < _units.Length; i++)
            {
                UnitDescription unit = Description.Units[i];
                if (unit.Shortcut?.Source == source) projected[i] = _units[i].Project(tape, output, Call(unit));
            }
        }
    }

    /// <summary>Whether all units run as one operation behind their convolutions.</summary>
    internal bool IsFused(ForwardOptions options)
        => _units.Zip(Description.Units).All(unit => unit.First.IsFused(new ActivationCall(unit.Second.Name, Settings.Timesteps, options)));

    /// <inheritdoc/>
    public void Dispose() => _scope.Dispose();

    private static Tensor SplitTime(Tape tape, Tensor folded, int steps, int samples)
        => tape.Reshape(folded, new Shape(steps, samples, folded.Shape[1], folded.Shape[2], folded.Shape[3]));

    /// <summary>For each unit the last one that reads its output, after which the output's memory can go; the last unit's is read by the classifier.</summary>
    private static int[] LastReaders(IReadOnlyList<UnitDescription> units)
    {
        int[] last = new int[units.Count];
        for (int i = 0; i < units.Count; i++)
        {
            last[i] = units.Count;
            foreach (int source in (int[])[units[i].Source, units[i].Shortcut?.Source ?? UnitDescription.Image])
            {
                if (source != UnitDescription.Image)
                {
                    last[source] = i;
                }
            }
        }

        return last;
    }
}
