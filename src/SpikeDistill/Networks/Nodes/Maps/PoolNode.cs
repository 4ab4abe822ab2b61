using SpikeDistill.Options;
using SpikeDistill.Portable;

namespace SpikeDistill.Networks.Nodes;

/// <summary>A pool over a square window.</summary>
public abstract record PoolNode : Node
{
    private int? _stride;

    private protected PoolNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>Side of the window.</summary>
    public int Kernel { get; init; } = 2;

    /// <summary>Pixels from one window to the next; the window's side where nothing is said.</summary>
    public int Stride { get => _stride ?? Kernel; init => _stride = value; }

    /// <summary>Pixels around the map on each side, at most half the window.</summary>
    public int Padding { get; init; }

    /// <inheritdoc/>
    public override bool ReadsCounts => true;

    /// <inheritdoc/>
    public override LayerWork Work(NodeContext context, NodeValue output) => new() { Pooled = context.Input.Shape.Count!.Value };

    /// <summary>How its window moves.</summary>
    private protected PortableWindow Portable => new(Kernel, Kernel, Stride, Stride, Padding, Padding);

    /// <summary>The options of a pool.</summary>
    private protected static Section<T> Window<T>(Func<T> make)
        where T : PoolNode
        => new Section<T>(make)
            .Key(
                "kernel",
                Kinds.Integer(1, PoolWindows.Largest),
                node => node.Kernel,
                (node, value) => (T)((PoolNode)node with { Kernel = value }),
                "Side of the window.")
            .Key(
                "stride",
                Kinds.Integer(1, PoolWindows.Largest),
                node => node.Stride,
                (node, value) => (T)((PoolNode)node with { Stride = value }),
                "Pixels from one window to the next; the window's side where nothing is said.")
            .Key(
                "padding",
                Kinds.Integer(0, PoolWindows.Largest),
                node => node.Padding,
                (node, value) => (T)((PoolNode)node with { Padding = value }),
                "Pixels around the map on each side, at most half the window.");

    /// <summary>The map of the window's places.</summary>
    /// <exception cref="ArgumentException">It does not fit.</exception>
    private protected ValueShape Places(ValueShape read) => PoolWindows.Over(read, Kernel, Stride, Padding);
}
