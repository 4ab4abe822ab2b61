using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>The image or a feature map at another size (<see cref="ResizeOperation"/>).</summary>
public sealed record ResizeNode : Node
{
    private const int Largest = 1 << 14;

    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public ResizeNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "resize",
        "The image or a feature map at another size.",
        new Section<ResizeNode>(() => new ResizeNode("", Image))
            .Key("height", Kinds.Integer(1, Largest), node => node.Height, (node, value) => node with { Height = value }, "Rows it gives.")
            .Key("width", Kinds.Integer(1, Largest), node => node.Width, (node, value) => node with { Width = value }, "Columns it gives.")
            .Key(
                "filter",
                Kinds.Enumeration<ResizeFilter>(),
                node => node.Filter,
                (node, value) => node with { Filter = value },
                "How pixels are interpolated."));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <summary>Rows it gives.</summary>
    public int Height { get; init; }

    /// <summary>Columns it gives.</summary>
    public int Width { get; init; }

    /// <summary>How pixels are interpolated.</summary>
    public ResizeFilter Filter { get; init; } = ResizeFilter.Bicubic;

    /// <inheritdoc/>
    public override bool IsModule => false;

    /// <inheritdoc/>
    public override KeptValues Keeps => KeptValues.None;

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
    {
        ValueShape read = context.Input.Shape;
        if (Height < 1 || Width < 1)
        {
            throw new ArgumentException("needs 'height' and 'width', the size of the map it gives, of at least 1.");
        }

        if (read.Layout != ValueLayout.Map || context.Input.Packed)
        {
            string found = context.Input.Packed ? $"the spikes of '{context.Input.Sources[0].Layer}'" : $"{read}";
            throw new ArgumentException($"resizes a feature map of floats, but reads {found}.");
        }

        ValueShape resized = ValueShape.Map(Height, Width, read.Channels, read.OverTime);
        return context.Input.Kind == ValueKind.Image ? context.Input with { Shape = resized } : NodeValue.Floats(resized);
    }

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call) => call.Tape.Resize(call.Input, Height, Width, Filter);

    /// <inheritdoc/>
    public override PortableValue Write(NodeWriting call)
        => call.Graph.Resize(call.Input, (call.Shape.Height!.Value, call.Shape.Width!.Value), (Height, Width), Filter);

    /// <inheritdoc/>
    public override KernelMemory Kernels(NodeContext context, NodeValue output, long samples)
    {
        long tall = TensorBytes.Floats(checked(samples * Height * context.Input.Shape.Width!.Value * output.Shape.Channels));
        return new KernelMemory(tall, tall);
    }
}
