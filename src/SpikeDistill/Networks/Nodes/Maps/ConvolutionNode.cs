using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>A convolution (<see cref="ConvolutionOperation"/>) of a feature map.</summary>
public sealed record ConvolutionNode : Node, IWeightedNode
{
    private const int MostOutputs = 1 << 20, LargestKernel = 1024;

    private Extent? _padding;

    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    /// <param name="outputs">Output channels.</param>
    public ConvolutionNode(string name, string from, int outputs)
        : base(name, from) => Outputs = outputs;

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "convolution",
        "A convolution of a feature map.",
        new Section<ConvolutionNode>(() => new ConvolutionNode("", Image, 0))
            .Key("outputs", Kinds.Integer(1, MostOutputs), node => node.Outputs, (node, value) => node with { Outputs = value }, "Output channels.")
            .Key(
                "kernel",
                new ExtentKind(1, LargestKernel),
                node => node.Kernel,
                (node, value) => node with { Kernel = value },
                "Size of the kernel: one number, or [height, width].")
            .Key(
                "stride",
                new ExtentKind(1, LargestKernel),
                node => node.Stride,
                (node, value) => node with { Stride = value },
                "Pixels from one place of the kernel to the next: one number, or [down, across].")
            .Key(
                "padding",
                new ExtentKind(0, LargestKernel),
                node => node.Padding,
                (node, value) => node with { Padding = value },
                "Zeros around the map on each side: one number, or [rows, columns]; half the kernel where nothing is said.")
            .Key(
                "groups",
                Kinds.Integer(1, MostOutputs),
                node => node.Groups,
                (node, value) => node with { Groups = value },
                "Parts that channels are cut into; outputs see only the channels of their own part.")
            .Key("bias", Kinds.Flag, node => node.Bias, (node, value) => node with { Bias = value }, "Whether it has a bias."));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <inheritdoc/>
    public override ScaleRole Scaling => ScaleRole.Weighs;

    /// <inheritdoc/>
    public override bool ReadsCounts => true;

    /// <summary>Output channels.</summary>
    public int Outputs { get; init; }

    /// <summary>Size of the kernel.</summary>
    public Extent Kernel { get; init; } = 3;

    /// <summary>Pixels from one place of the kernel to the next.</summary>
    public Extent Stride { get; init; } = 1;

    /// <summary>Zeros around the map on each side; half the kernel where nothing is said, so that stride 1 keeps the size.</summary>
    public Extent Padding { get => _padding ?? new Extent(Kernel.Height / 2, Kernel.Width / 2); init => _padding = value; }

    /// <summary>Parts that channels are cut into; outputs see only the channels of their own part.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Whether it has a bias.</summary>
    public bool Bias { get; init; }

    private Window Window => new(Kernel, Stride, Padding);

    private ConvolutionOptions Options => new()
    {
        StrideHeight = Stride.Height,
        StrideWidth = Stride.Width,
        PaddingHeight = Padding.Height,
        PaddingWidth = Padding.Width,
        Groups = Groups,
    };

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
    {
        if (Outputs < 1)
        {
            throw new ArgumentException("needs 'outputs', the number of its output channels, of at least 1.");
        }

        if (context.Input.Shape.Channels % Groups != 0 || Outputs % Groups != 0)
        {
            throw new ArgumentException(
                $"has {Groups} groups, but {context.Input.Shape.Channels} input and {Outputs} output channels; both must be multiples of the groups.");
        }

        return NodeValue.Floats(Window.Over(context.Input.Shape, Outputs));
    }

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters(NodeContext context)
    {
        Shape weight = new(Outputs, context.Input.Shape.Channels / Groups, Kernel.Height, Kernel.Width);
        yield return new ParameterSpec(Prefix + ".weight", weight, ParameterRole.Weight, StartValues.Normal((long)Outputs * Kernel.Height * Kernel.Width));
        if (Bias)
        {
            yield return new ParameterSpec(Prefix + ".bias", new Shape(Outputs), ParameterRole.Bias, StartValues.Constant(0));
        }
    }

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call) => call.Tape.Convolution(call.Input, call.Weights.Parameters[0], BiasOf(call.Weights), Options);

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call)
        => call.Graph.Convolution(
            call.Input,
            call.Graph.Stored(Prefix + ".weight"),
            Bias ? call.Graph.Stored(Prefix + ".bias") : null,
            new PortableWindow(Kernel.Height, Kernel.Width, Stride.Height, Stride.Width, Padding.Height, Padding.Width),
            Groups);

    /// <inheritdoc/>
    public override LayerWork Work(NodeContext context, NodeValue output)
    {
        long inputs = context.Input.Shape.Channels / Groups, outputs = output.Shape.Count!.Value;
        return new LayerWork
        {
            Products = outputs * inputs * Kernel.Height * Kernel.Width,
            Connections = Window.InsideTaps(context.Input.Shape, output.Shape) * inputs * Outputs,
            Biases = Bias ? outputs : 0,
        };
    }

    /// <inheritdoc/>
    public override KernelMemory Kernels(NodeContext context, NodeValue output, long samples)
    {
        int inputs = context.Input.Shape.Channels;
        bool tiled = Kernel is { Height: 3, Width: 3 } && Stride is { Height: 1, Width: 1 };
        long Tiles(int from, int to)
            => tiled ? WeightKernels.Tiles(from / Groups, to / Groups, output.Shape.Height!.Value, output.Shape.Width!.Value, samples) : 0;
        long weights = (long)inputs / Groups * Outputs * Kernel.Height * Kernel.Width;
        return new KernelMemory(
            Tiles(inputs, Outputs),
            WeightKernels.Scratch + Math.Max(WeightKernels.Partials(weights, samples * output.Shape.Places!.Value), Tiles(Outputs, inputs)));
    }

    /// <inheritdoc/>
    Node IWeightedNode.WithBias() => this with { Bias = true };

    /// <inheritdoc/>
    Tensor IWeightedNode.Weigh(NodeCall call, out BatchStatistics? statistics)
    {
        if (!call.Training)
        {
            statistics = null;
            return Forward(call);
        }

        Tensor output = call.Tape.Convolution(call.Input, call.Weights.Parameters[0], BiasOf(call.Weights), Options, out BatchStatistics found);
        statistics = found;
        return output;
    }

    /// <inheritdoc/>
    PendingSum IWeightedNode.WeighLater(NodeCall call)
        => call.Tape.PendingConvolution(call.Input, call.Weights.Parameters[0], BiasOf(call.Weights), Options);

    private Tensor? BiasOf(NodeWeights weights) => Bias ? weights.Parameters[1] : null;
}
