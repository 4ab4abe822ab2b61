using SpikeDistill.Options;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>The largest value in a square window (<see cref="MaxPoolOperation"/>); of spikes whether any fires, which is a spike again.</summary>
public sealed record MaxPoolNode : Node
{
    private int? _stride;

    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public MaxPoolNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "max_pool",
        "The largest value in a square window; of spikes whether any fires.",
        new Section<MaxPoolNode>(() => new MaxPoolNode("", Image))
            .Key("kernel", Kinds.Integer(1, PoolWindows.Largest), node => node.Kernel, (node, value) => node with { Kernel = value }, "Side of the window.")
            .Key(
                "stride",
                Kinds.Integer(1, PoolWindows.Largest),
                node => node.Stride,
                (node, value) => node with { Stride = value },
                "Pixels from one window to the next; the window's side where nothing is said.")
            .Key(
                "padding",
                Kinds.Integer(0, PoolWindows.Largest),
                node => node.Padding,
                (node, value) => node with { Padding = value },
                "Pixels around the map on each side, at most half the window."));

    /// <inheritdoc/>
    public override string Kind => Entry.Name;

    /// <summary>Side of the window.</summary>
    public int Kernel { get; init; } = 2;

    /// <summary>Pixels from one window to the next; the window's side where nothing is said.</summary>
    public int Stride { get => _stride ?? Kernel; init => _stride = value; }

    /// <summary>Pixels around the map on each side that are left out, at most half the window.</summary>
    public int Padding { get; init; }

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
    {
        NodeValue read = context.Input;
        SpikeSource? source = read.Source is { } spikes ? spikes with { Together = spikes.Together * Kernel * Kernel } : null;
        return read with
        {
            Shape = PoolWindows.Over(read.Shape, Kernel, Stride, Padding),
            Kind = read.Kind == ValueKind.Image ? ValueKind.Floats : read.Kind,
            Source = source,
        };
    }

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call) => call.Tape.MaxPool(call.Input, Kernel, Stride, Padding);

    /// <inheritdoc/>
    public override LayerWork Work(NodeContext context, NodeValue output) => new() { Pooled = context.Input.Shape.Count!.Value };
}
