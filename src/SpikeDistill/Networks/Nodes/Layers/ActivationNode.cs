using SpikeDistill.Neurons;
using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>What fires in the network: its neurons, which walk the time steps, or the rectifier of an ANN.</summary>
public sealed record ActivationNode : Node
{
    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name, by which firing rates are told.</param>
    /// <param name="from">The node it reads.</param>
    public ActivationNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "activation",
        "The network's neurons, or the rectifier of an ANN.",
        new Section<ActivationNode>(() => new ActivationNode("", Image))
            .Key(
                "threshold",
                Kinds.Optional(Kinds.Single(above: 0)),
                node => node.Threshold,
                (node, value) => node with { Threshold = value },
                "The potential from which these neurons fire, where it is not that of the network's others."));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <inheritdoc/>
    public override ScaleRole Scaling => ScaleRole.Fires;

    /// <summary>The potential from which these neurons fire, in place of the network's; null for the network's. The rectifier has none.</summary>
    public float? Threshold { get; init; }

    /// <inheritdoc/>
    public override bool Fires => true;

    /// <inheritdoc/>
    public override KeptValues Keeps => KeptValues.Inputs | KeptValues.Output;

    /// <inheritdoc/>
    public override string Words(Dynamics dynamics) => dynamics.Spiking ? "neurons" : dynamics.Quantized is null ? "rectifier" : "rectifier in steps";

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
    {
        NodeValue input = context.Input;
        if (!input.Shape.OverTime)
        {
            throw new ArgumentException($"walks the time steps, but '{Reads[0]}' gives one value for all of them; put a node of kind 'repeat' before it.");
        }

        if (input.Packed)
        {
            throw new ArgumentException(
                $"takes floats, but reads the spikes of '{input.Sources[0].Layer}'; put a convolution or a linear layer between them.");
        }

        return context.Dynamics.Spiking ? NodeValue.Spikes(input.Shape, Name) : NodeValue.Floats(input.Shape);
    }

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters(NodeContext context)
        => context.Dynamics.Quantized is { } quantized
            ? [new ParameterSpec($"{Prefix}.{ClipFloorShift.ThresholdName}", new Shape(1), ParameterRole.Neuron, StartValues.Constant(quantized.Threshold))]
            : Neurons(context.Dynamics)?.Parameters(context.Input.Shape.Channels, context.Dynamics.Timesteps)
                .Select(Spec) ?? [];

    /// <inheritdoc/>
    public override IEnumerable<BufferSpec> Buffers(NodeContext context)
        => Neurons(context.Dynamics)?.Buffers(context.Input.Shape.Channels)
            .Select(kept => new BufferSpec($"{Prefix}.{kept.Name}", kept.Shape, kept.Start) { NotNegative = kept.NotNegative }) ?? [];

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call)
    {
        if (!call.Dynamics.Spiking)
        {
            return call.Dynamics.Quantized is { } quantized
                ? call.Tape.ClipFloorShift(call.Input, call.Weights.Parameters[0], quantized.Levels)
                : call.Tape.Relu(call.Input);
        }

        Shape folded = call.Input.Shape;
        int steps = call.Dynamics.Timesteps;
        Tensor current = call.Tape.Reshape(call.Input, new Shape([steps, folded[0] / steps, .. folded.ToArray()[1..]]));
        call.Currents?.Invoke(Name, Running(call.Dynamics), current);
        current = call.InsteadOfCurrents?.Invoke(call.Tape, Name, current) ?? current;
        Tensor spikes = call.FireInstead is { } fire
            ? fire(call.Tape, Name, current)
            : Running(call.Dynamics).Fire(call.Tape, current, call.Weights.Parameters, Statistics(call.Weights, call.Training));
        Tensor result = call.Tape.Reshape(spikes, folded);
        current.Release();
        spikes.Release();
        return result;
    }

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call)
    {
        if (!call.Context.Dynamics.Spiking)
        {
            return call.Context.Dynamics.Quantized is null
                ? call.Graph.Relu(call.Input)
                : throw new NotSupportedException("is a rectifier in steps (activation: qcfs), which is not written; export what 'convert' makes of it.");
        }

        ISpikingActivation neurons = Running(call.Context.Dynamics);
        PortableNeuron portable = neurons.Neuron.Portable
            ?? throw new NotSupportedException($"has neurons '{neurons.Neuron.Name}' that do not say how they are written.");
        int[] axes = NodeWriting.Axes(call.Shape);
        int channels = call.Shape.Channels, steps = call.Context.Dynamics.Timesteps, behind = call.Shape.Layout == ValueLayout.Map ? 2 : 0;
        Dictionary<string, PortableValue> stored = new(StringComparer.Ordinal), bySteps = new(StringComparer.Ordinal);
        foreach (NeuronParameter learned in neurons.Parameters(channels, steps))
        {
            // One value, or one a channel; where the shape begins with the steps, each has its own.
            (learned.IsOverSteps ? bySteps : stored)[learned.Name] = Broadcast(learned.Name, learned.Shape, learned.IsOverSteps);
        }

        foreach (NeuronBuffer kept in neurons.Buffers(channels))
        {
            stored[kept.Name] = Broadcast(kept.Name, kept.Shape, overSteps: false);
        }

        return call.Graph.Walk(call.Input, new PortableLayer(Name, portable, axes) { Stored = stored, StoredBySteps = bySteps });

        PortableValue Broadcast(string name, Shape shape, bool overSteps)
        {
            PortableValue value = call.Graph.Stored($"{Prefix}.{name}");
            int own = shape.Rank - (overSteps ? 1 : 0);
            return own == 1 && behind > 0 ? call.Graph.Reshape(value, [.. shape.ToArray(), .. Enumerable.Repeat(1, behind)]) : value;
        }
    }

    /// <inheritdoc/>
    public override LayerWork Work(NodeContext context, NodeValue output)
        => context.Dynamics.Spiking ? new() { Neurons = output.Shape.Count!.Value } : new() { Rectified = output.Shape.Count!.Value };

    /// <inheritdoc/>
    public override KernelMemory Kernels(NodeContext context, NodeValue output, long samples)
    {
        int steps = context.Dynamics.Timesteps, channels = output.Shape.Channels;
        long elements = samples / steps * output.Shape.Count!.Value;
        return Neurons(context.Dynamics) is { } neurons
            ? new KernelMemory(0, neurons.LearningBytes(steps, elements, channels)) { Kept = neurons.KeptBytes(steps, elements, channels) }
            : default;
    }

    /// <summary>The same of a normalized sum, in one operation.</summary>
    internal NormalizedActivation Fused(Tape tape, NormalizedSum sum, NodeWeights weights, Dynamics dynamics, bool training)
        => dynamics.Spiking
            ? Running(dynamics).NormalizeAndFire(tape, sum, weights.Parameters, Statistics(weights, training))
            : tape.NormalizeAndRectify(sum);

    private static NeuronStatistics Statistics(NodeWeights weights, bool training) => new(weights.Buffers, training);

    private ParameterSpec Spec(NeuronParameter learned)
    {
        ParameterRole role = learned.IsNormalization ? ParameterRole.Normalization : ParameterRole.Neuron;
        return new ParameterSpec($"{Prefix}.{learned.Name}", learned.Shape, role, StartValues.Around(learned.Start, learned.Spread));
    }

    /// <summary>The layer's neurons; null for an ANN, and where only sizes are asked for.</summary>
    private ISpikingActivation? Neurons(Dynamics dynamics)
        => Threshold is { } threshold ? dynamics.Neurons?.Neuron.WithThreshold(threshold).Activation() : dynamics.Neurons;

    private ISpikingActivation Running(Dynamics dynamics)
        => Neurons(dynamics) ?? throw new InvalidOperationException("A network that runs has neurons; only its sizes can be told without.");
}
