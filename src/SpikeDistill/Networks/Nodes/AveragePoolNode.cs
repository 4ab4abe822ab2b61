using SpikeDistill.Options;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>The mean over a square window (<see cref="AveragePoolOperation"/>). Of spikes it is no longer binary.</summary>
public sealed record AveragePoolNode : Node
{
    private int? _stride;

    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public AveragePoolNode(string name, string from)
        : base(name, from)
    {
    }

    internal static NodeKind Declaration { get; } = new NodeKind<AveragePoolNode>("average_pool", new AveragePoolNode("", Image))
        .Option("kernel", Kinds.Integer(1, PoolWindows.Largest), node => node.Kernel, (node, value) => node with { Kernel = value })
        .Option("stride", Kinds.Integer(1, PoolWindows.Largest), node => node.Stride, (node, value) => node with { Stride = value })
        .Option("padding", Kinds.Integer(0, PoolWindows.Largest), node => node.Padding, (node, value) => node with { Padding = value })
        .Complete();

    /// <inheritdoc/>
    public override string Kind => "average_pool";

    /// <summary>Side of the window.</summary>
    public int Kernel { get; init; } = 2;

    /// <summary>Pixels from one window to the next; the window's side where nothing is said.</summary>
    public int Stride { get => _stride ?? Kernel; init => _stride = value; }

    /// <summary>Zeros around the map on each side, at most half the window; they count in the mean.</summary>
    public int Padding { get; init; }

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context) => PoolWindows.Averaged(context.Input, PoolWindows.Over(context.Input.Shape, Kernel, Stride, Padding));

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call) => call.Tape.AveragePool(call.Input, Kernel, Stride, Padding);

    /// <inheritdoc/>
    public override LayerWork Work(NodeContext context, NodeValue output) => new() { Pooled = context.Input.Shape.Count!.Value };
}
