using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>
/// Projected-full attention (PFA, Deng et al., 2024): a value over time is multiplied, step by step, channel by channel and place by place, with
/// Σ_r softmax(w)_r · (spatial ∘ temporal ∘ channel)_r, whose factors are sigmoids of projections of its means, and rectified. Tensors carry
/// the names of the public code. That overwrites w with its softmax in every pass, so that w does not learn; here it does.
/// </summary>
public sealed record ProjectedAttentionNode : Node
{
    /// <summary>The highest rank that is possible.</summary>
    internal const int MostRank = 1024;

    private const int Kernel = 3;

    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public ProjectedAttentionNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "pfa",
        "Projected-full attention: a map over time, weighed by step, channel and place, and rectified.",
        new Section<ProjectedAttentionNode>(() => new ProjectedAttentionNode("", Image))
            .Key(
                "rank",
                Kinds.Integer(1, MostRank),
                node => node.Rank,
                (node, value) => node with { Rank = value },
                "Products that the attention is a sum of."));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <summary>R: products that the attention is a sum of; 8 as for event data in the paper, whose code has 64.</summary>
    public int Rank { get; init; } = 8;

    /// <inheritdoc/>
    public override string Words(Dynamics dynamics) => "attention";

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
        => context.Input.Shape is { Layout: ValueLayout.Map, OverTime: true } shape
            ? Rank <= shape.Channels
                ? NodeValue.Floats(shape)
                : throw new ArgumentException($"has the rank {Rank}, which must be at most its {shape.Channels} channels.")
            : throw new ArgumentException(
                $"weighs a feature map over time, but '{Reads[0]}' gives {context.Input.Shape}; put a node of kind 'repeat' before it.");

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters(NodeContext context)
    {
        int steps = context.Dynamics.Timesteps, channels = context.Input.Shape.Channels;
        yield return new ParameterSpec(Prefix + ".weight", new Shape(Rank), ParameterRole.Weight, StartValues.Constant(1));
        foreach ((string name, Shape shape, int inputs) in new[]
        {
            ("TS_conv", new Shape(Rank, steps, Kernel, Kernel), steps * Kernel * Kernel),
            ("TC_FC", new Shape(Rank, channels), channels),
            ("SC_FC", new Shape(Rank, steps), steps),
        })
        {
            yield return new ParameterSpec($"{Prefix}.{name}.weight", shape, ParameterRole.Weight, StartValues.Uniform(inputs));
            yield return new ParameterSpec($"{Prefix}.{name}.bias", new Shape(Rank), ParameterRole.Bias, StartValues.Uniform(inputs));
        }
    }

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call)
    {
        (Tape tape, Tensor[] learned) = (call.Tape, call.Weights.Parameters);
        Shape folded = call.Input.Shape;
        int steps = call.Dynamics.Timesteps, samples = folded[0] / steps, height = folded[1], width = folded[2], channels = folded[3];
        Shape overTime = new(steps, samples, height, width, channels);
        Tensor x = tape.Reshape(call.Input, overTime);
        if (x.Kind != StorageKind.Float32) x = NodeCall.Replace(x, tape.Widen(x));

        // Every factor is the sigmoid of a projection: of the mean over channels, and over places for each step and for each channel.
        Tensor mean = tape.MeanOverAxis(x, axis: 4);
        mean = NodeCall.Replace(mean, tape.Permute(mean, 1, 2, 3, 0));
        Tensor spatial = tape.Convolution(mean, learned[1], learned[2], new ConvolutionOptions { PaddingHeight = Kernel / 2, PaddingWidth = Kernel / 2 });
        mean.Release();
        spatial = Factor(tape, NodeCall.Replace(spatial, tape.Reshape(spatial, new Shape(samples, height * width, Rank))));
        Tensor pooled = tape.GlobalAveragePool(x), turned = tape.Permute(pooled, 1, 2, 0);
        Tensor temporal = Factor(tape, tape.Linear(pooled, learned[3], learned[4])), channel = Factor(tape, tape.Linear(turned, learned[5], learned[6]));
        pooled.Release();
        turned.Release();
        channel = NodeCall.Replace(channel, tape.Transpose(channel));
        Tensor weights = tape.Softmax(learned[0]);

        x = NodeCall.Replace(x, tape.Reshape(x, new Shape(steps, samples, height * width, channels)));
        Tensor y = tape.ProjectedAttention(x, spatial, temporal, channel, weights);
        foreach (Tensor used in (Tensor[])[x, spatial, temporal, channel, weights]) used.Release();
        return NodeCall.Replace(y, tape.Reshape(y, folded));
    }

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call)
    {
        PortableGraph graph = call.Graph;
        if (graph.IsOneStep)
        {
            throw new NotSupportedException("weighs each step by all others, so that it cannot be written step by step.");
        }

        int steps = call.Context.Dynamics.Timesteps, channels = call.Shape.Channels, height = call.Shape.Height!.Value, width = call.Shape.Width!.Value;
        PortableValue mean = graph.Permute(graph.Reshape(graph.Mean(call.Input, keep: false, 1), steps, -1, height, width), 1, 0, 2, 3);
        PortableWindow window = new(Kernel, Kernel, 1, 1, Kernel / 2, Kernel / 2);
        PortableValue spatial = graph.Sigmoid(graph.Convolution(mean, Learned("TS_conv.weight"), Learned("TS_conv.bias"), window, groups: 1));
        PortableValue pooled = graph.Reshape(graph.Mean(call.Input, keep: false, 2, 3), steps, -1, channels);
        PortableValue temporal = graph.Sigmoid(graph.Linear(pooled, Learned("TC_FC.weight"), Learned("TC_FC.bias")));
        PortableValue channel = graph.Sigmoid(graph.Linear(graph.Permute(pooled, 1, 2, 0), Learned("SC_FC.weight"), Learned("SC_FC.bias")));

        // [N, C, R] times [T, N, R, places].
        PortableValue weighed = graph.Reshape(temporal * graph.Softmax(Learned("weight")), steps, -1, Rank, 1)
            * graph.Reshape(spatial, -1, Rank, height * width);
        PortableValue attention = graph.Reshape(graph.MatMul(channel, weighed), -1, channels, height, width);
        return graph.Relu(call.Input * attention);

        PortableValue Learned(string name) => graph.Stored($"{Prefix}.{name}");
    }

    /// <inheritdoc/>
    public override LayerWork Work(NodeContext context, NodeValue output)
    {
        // The factors' projections, and at each place the sum over ranks and the product with the value.
        long places = output.Shape.Places!.Value, channels = output.Shape.Channels;
        long products = (places * Rank * Kernel * Kernel) + (2 * channels * Rank) + (places * channels * (Rank + 1));
        return new LayerWork { Products = products, Connections = products, Biases = Rank * (places + 1) };
    }

    /// <inheritdoc/>
    public override KernelMemory Kernels(NodeContext context, NodeValue output, long samples)
    {
        // Means that are projected, and factors; backwards the gradients of both.
        int steps = context.Dynamics.Timesteps, channels = output.Shape.Channels;
        long images = samples / steps, places = output.Shape.Places!.Value;
        long factors = images * ((places * (steps + Rank)) + (2 * steps * (channels + Rank)) + (2 * channels * Rank));
        return new KernelMemory(TensorBytes.Floats(factors), TensorBytes.Floats(2 * factors)) { Kept = TensorBytes.Floats(factors) };
    }

    private static Tensor Factor(Tape tape, Tensor projection) => NodeCall.Replace(projection, tape.Sigmoid(projection));
}
