using SpikeDistill.Metrics;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Optimization;
using SpikeDistill.Surrogates;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Benchmarks.Steps;

/// <summary>The network that is measured, with a batch: LIF neurons, cross-entropy at every step, SGD with momentum.</summary>
internal sealed class Subject : IDisposable
{
    public const long Seed = 0;
    public const int ImageSize = 32;

    private static readonly Lif UsualNeuron = new()
    {
        TimeConstant = 2,
        DecayInput = false,
        Reset = ResetMode.Hard,
        DetachReset = true,
        Surrogate = new ATan(),
    };

    private readonly float[] _images;
    private readonly int[] _labels;
    private readonly Shape _shape;

    /// <param name="engine">Threads and memory.</param>
    /// <param name="settings">The network.</param>
    /// <param name="images">[N, 32, 32, C].</param>
    /// <param name="labels">[N].</param>
    /// <param name="imageSize">Rows and columns that the images are stretched to.</param>
    /// <param name="neuron">What fires in it; left out, LIF neurons.</param>
    public Subject(Engine engine, NetworkSettings settings, float[] images, int[] labels, int imageSize, Neuron? neuron = null)
    {
        Engine = engine;
        Network = new Network(engine, settings, neuron ?? UsualNeuron, Seed);
        Optimizer = new Sgd().Start(engine, Network.Parameters, new DecayAndGroups { WeightDecay = 5e-4 });
        using Tape tape = new(engine, recording: false);
        Tensor stretched = Stretched(tape, tape.From(images, new Shape(labels.Length, ImageSize, ImageSize, settings.InputChannels)), imageSize);
        _images = stretched.ToArray();
        _labels = labels;
        _shape = stretched.Shape;
    }

    public Engine Engine { get; }

    public Network Network { get; }

    public IOptimizer Optimizer { get; }

    /// <summary>Whether blocks are run again in the backward pass.</summary>
    public bool Recompute { get; init; }

    public static NetworkSettings Student(StepsOptions options)
        => new() { Family = options.Network.Family(options.Width), Timesteps = options.Timesteps };

    /// <summary>Images of another size, where it is another.</summary>
    public static Tensor Stretched(Tape tape, Tensor images, int size)
        => images.Shape[^2] == size ? images : tape.Resize(images, size, size, ResizeFilter.Bilinear);

    /// <summary>
    /// Forward, backward and update. The learning rate is 0: the update does all its work and leaves the weights, so every step
    /// fires alike.
    /// </summary>
    /// <returns>Bytes the tape held between forward and backward.</returns>
    public long Step(IForwardObserver? observer = null)
    {
        long before = Engine.Memory.BytesInUse;
        using Tape tape = new(Engine);
        Tensor logits = Logits(tape, ForwardOptions.ForTraining with { Observer = observer, Recompute = Recompute });
        long held = Engine.Memory.BytesInUse - before;
        Gradients gradients = tape.Backward(tape.CrossEntropy(logits, _labels));
        Optimizer.Step(gradients, learningRate: 0);
        Engine.Observer?.Done("Update", OperationPart.Forward, default);
        return held;
    }

    public void Infer(IForwardObserver? observer = null)
    {
        using Tape tape = new(Engine, recording: false);
        Logits(tape, ForwardOptions.Evaluation with { Observer = observer });
    }

    public Tensor Logits(Tape tape, ForwardOptions options) => Network.Forward(tape, tape.From(_images, _shape), options).Logits;

    public IReadOnlyList<LayerRate> Rates(bool training)
    {
        FiringMonitor monitor = new();
        if (training) Step(monitor);
        else Infer(monitor);
        return monitor.Rates;
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        Network.Dispose();
    }
}
