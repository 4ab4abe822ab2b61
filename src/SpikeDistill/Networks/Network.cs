using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Networks.Planning;
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
    private readonly NetworkGraph _graph;
    private readonly Plan _plain;
    private readonly Plan _fused;
    private (int Height, int Width, NetworkGraph Graph)? _sized;

    /// <summary>Builds a network with initial weights.</summary>
    /// <param name="engine">Threads and memory.</param>
    /// <param name="settings">Its shape.</param>
    /// <param name="neuron">The spiking neuron; unused by a ReLU network.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <exception cref="ArgumentException">Impossible settings.</exception>
    public Network(Engine engine, NetworkSettings settings, Neuron neuron, long seed)
        : this(
            engine,
            (settings ?? throw new ArgumentNullException(nameof(settings))).Describe(),
            settings.DynamicsWith(neuron ?? throw new ArgumentNullException(nameof(neuron))),
            settings,
            neuron,
            seed)
    {
    }

    private Network(Engine engine, NetworkDescription description, Dynamics dynamics, NetworkSettings settings, Neuron neuron, long seed)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Engine = engine;
        Settings = settings;
        Neuron = neuron;
        Description = description;
        _graph = description.GraphOf(dynamics);
        _plain = Plan.Plain(_graph);
        _fused = Plan.Fused(_graph);
        _scope = new TensorScope(engine);
        _store = new ParameterStore(_scope, _graph, seed);
    }

    /// <summary>The engine it runs on.</summary>
    public Engine Engine { get; }

    /// <summary>Its shape.</summary>
    public NetworkSettings Settings { get; }

    /// <summary>Its neuron; meaningless for a ReLU network.</summary>
    public Neuron Neuron { get; }

    /// <summary>The nodes it was built from.</summary>
    public NetworkDescription Description { get; }

    /// <summary>What fires in it, and over how many steps.</summary>
    public Dynamics Dynamics => _graph.Dynamics;

    /// <summary>The images it was trained on; null before it was, or where its file does not say. Training sets it.</summary>
    public TrainedOn? TrainedOn { get; set; }

    /// <summary>What it learns, in the order of the nodes.</summary>
    public IReadOnlyList<Parameter> Parameters => _store.Parameters;

    /// <summary>What its nodes read and give.</summary>
    internal NetworkGraph Graph => _graph;

    /// <summary>Its running statistics, in the order of the nodes.</summary>
    public IReadOnlyList<NetworkBuffer> Buffers => _store.Buffers;

    /// <summary>Its parameters and running statistics by name: all that a file of weights holds.</summary>
    internal IEnumerable<(string Name, Tensor Value)> Named
        => Parameters.Select(parameter => (parameter.Name, parameter.Value)).Concat(Buffers.Select(buffer => (buffer.Name, buffer.Value)));

    /// <summary>The same by their names.</summary>
    internal Dictionary<string, Tensor> NamedTensors() => Named.ToDictionary(named => named.Name, named => named.Value, StringComparer.Ordinal);

    /// <summary>The number of learned values.</summary>
    public long ParameterCount => _graph.ParameterCount;

    /// <summary>A network that is described, with initial weights: a spiking student.</summary>
    /// <param name="engine">Threads and memory.</param>
    /// <param name="description">Its nodes.</param>
    /// <param name="neuron">What fires in it.</param>
    /// <param name="timesteps">T.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <exception cref="ArgumentException">A neuron that cannot be, or a number of steps that cannot.</exception>
    public static Network Create(Engine engine, NetworkDescription description, Neuron neuron, int timesteps, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(neuron);
        Dynamics dynamics = Dynamics.Neuron(timesteps, neuron.Activation());
        return new Network(engine, description, dynamics, NetworkSettings.Of(description, dynamics), neuron, seed);
    }

    /// <summary>A network that is described, with initial weights: an ANN with rectifiers, which runs once.</summary>
    /// <param name="engine">Threads and memory.</param>
    /// <param name="description">Its nodes.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    public static Network Create(Engine engine, NetworkDescription description, long seed = 0)
        => new(engine, description, Dynamics.Rectifier, NetworkSettings.Of(description, Dynamics.Rectifier), new Lif(), seed);

    /// <summary>The same with rectifiers in steps, whose thresholds are learned: an ANN that is to be converted.</summary>
    /// <param name="engine">Threads and memory.</param>
    /// <param name="description">Its nodes.</param>
    /// <param name="quantized">The steps.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    public static Network Create(Engine engine, NetworkDescription description, ClipFloorShift quantized, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(quantized);
        Dynamics dynamics = Dynamics.InSteps(quantized);
        return new Network(engine, description, dynamics, NetworkSettings.Of(description, dynamics), new Lif(), seed);
    }

    /// <summary>Runs a batch over all time steps.</summary>
    /// <param name="tape">The pass; gradients can be asked for when it records.</param>
    /// <param name="images">
    /// [N, H, W, channels], where every step sees the same image (direct encoding), or [T, N, H, W, channels] where the network takes images over time.
    /// </param>
    /// <param name="options">Training or evaluation, and what else to return.</param>
    /// <exception cref="TensorException">Images of another shape, or too small for a node, which the message names.</exception>
    public NetworkOutput Forward(Tape tape, Tensor images, ForwardOptions options)
    {
        (NetworkGraph graph, int samples) = Fitting(images.Shape);
        int steps = Dynamics.Timesteps;
        Tensor? folded = Description.Image.OverTime ? tape.Reshape(images, new Shape([steps * samples, .. images.Shape.ToArray()[2..]])) : null;
        if (folded is not null)
        {
            options.Observer?.Seen(folded);
        }

        List<Tensor> features = [];
        Plan plan = PlanOf(options);
        NodeWeights[] weights = options.LeavesStatistics ? Pass.WithBuffersCopied(tape, _store.OfNode, graph.Nodes) : _store.OfNode;
        Pass pass = new(tape, graph, weights, folded ?? images, options.Training, options.FireInstead)
        {
            Currents = options.Currents,
            InsteadOfCurrents = options.InsteadOfCurrents,
            Draws = options.Draws,
        };
        int lastFeature = options.InsteadOfLastFeature is null ? -1
            : graph.Nodes.Where(node => node.Node.Feature).Select(node => node.Index).DefaultIfEmpty(-1).Last();

        // What is told or replaced on the way happens once.
        bool recompute = options is { Recompute: true, Currents: null, InsteadOfCurrents: null } && tape.Recording;
        foreach (PlanBlock block in plan.Blocks)
        {
            if (recompute && block.RunsAgain)
            {
                pass.RunTwice(plan, block, Show);
                Take(plan.Steps[block.End - 1]);
                continue;
            }

            for (int i = block.First; i < block.End; i++)
            {
                plan.Steps[i].Run(pass);
                Take(plan.Steps[i]);
                Show(pass, plan.Steps[i]);
                pass.Release(plan.Done[i]);
            }
        }

        folded?.Release();
        return new NetworkOutput(SplitTime(tape, pass[_graph.Nodes.Count - 1], steps, samples), features);

        void Show(Pass at, PlanStep step)
        {
            if (step.Gives.Node.Fires)
            {
                options.Observer?.Activated(step.Gives.Node.Name, at[step.Gives.Index]);
            }
        }

        void Take(PlanStep step)
        {
            if (options.InsteadOfLastFeature is { } instead && step.Gives.Index == lastFeature)
            {
                pass.Replace(lastFeature, instead(tape, pass[lastFeature]));
            }

            if (options.KeepStageFeatures && step.Gives.Node.Feature)
            {
                features.Add(Feature(tape, pass[step.Gives.Index], graph.Nodes[step.Gives.Index].Output.Shape));
            }
        }
    }

    /// <summary>The steps in which it runs.</summary>
    internal Plan PlanOf(ForwardOptions options) => options is { Composed: false, FireInstead: null, Currents: null, InsteadOfCurrents: null }
        ? _fused
        : _plain;

    /// <inheritdoc/>
    public void Dispose()
    {
        _scope.Dispose();
        foreach (IDisposable node in Description.Nodes.OfType<IDisposable>())
        {
            node.Dispose();
        }
    }

    private static Tensor SplitTime(Tape tape, Tensor folded, int steps, int samples)
        => tape.Reshape(folded, new Shape([steps, samples, .. folded.Shape.ToArray()[1..]]));

    private Tensor Feature(Tape tape, Tensor folded, ValueShape shape)
    {
        MapShape map = MapShape.Of(shape);
        int steps = Dynamics.Timesteps;
        return tape.Reshape(folded, new Shape(steps, folded.Shape[0] / steps, map.Height, map.Width, map.Channels));
    }

    /// <summary>The graph for images of a size, that of the last one is kept, and how many images there are.</summary>
    private (NetworkGraph Graph, int Samples) Fitting(Shape images)
    {
        ImageSize image = Description.Image;
        int batch = image.OverTime ? 1 : 0, height = batch + 1, width = batch + 2;
        if (images.Rank != batch + 4 || images[^1] != image.Channels || (image.OverTime && images[0] != Dynamics.Timesteps))
        {
            string taken = image.OverTime ? $"[{Dynamics.Timesteps}, N, H, W, {image.Channels}], one for every step" : $"[N, H, W, {image.Channels}]";
            throw new TensorException($"The network takes images {taken}, but their shape is {images}.");
        }

        if (_sized is { } sized && (sized.Height, sized.Width) == (images[height], images[width]))
        {
            return (sized.Graph, images[batch]);
        }

        try
        {
            NetworkGraph graph = Description.GraphOf(Dynamics, images[height], images[width]);
            _sized = (images[height], images[width], graph);
            return (graph, images[batch]);
        }
        catch (DescriptionException error)
        {
            throw new TensorException($"The network cannot take images of the shape {images}: {error.Message}", error);
        }
    }
}
