using SpikeDistill.Portable;

namespace SpikeDistill.Networks.Nodes;

/// <summary>A node on its way into a graph of operations that other programs have.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="Inputs">The values it reads, in PyTorch's axes (<see cref="PortableGraph"/>).</param>
/// <param name="Context">Where it stands; the size of the images is known.</param>
/// <param name="Output">What it gives.</param>
public sealed record NodeWriting(PortableGraph Graph, IReadOnlyList<PortableValue> Inputs, NodeContext Context, NodeValue Output)
{
    /// <summary>The first value it reads.</summary>
    public PortableValue Input => Inputs[0];

    /// <summary>The shape of the first value it reads.</summary>
    public ValueShape Shape => Context.Input.Shape;

    /// <summary>The axes of one image and step of a value, in PyTorch's order.</summary>
    public static int[] Axes(ValueShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape.Layout switch
        {
            ValueLayout.Map => [shape.Channels, shape.Height!.Value, shape.Width!.Value],
            ValueLayout.Tokens => [shape.TokenCount!.Value, shape.Channels],
            _ => [shape.Channels],
        };
    }

    /// <summary>The first value it reads with its channels as the last axis.</summary>
    public PortableValue ChannelsLast() => Shape.Layout == ValueLayout.Map ? Graph.Permute(Input, 0, 2, 3, 1) : Input;

    /// <summary>A value with channels as the last axis as what the node gives.</summary>
    public PortableValue ChannelsBack(PortableValue value) => Output.Shape.Layout == ValueLayout.Map ? Graph.Permute(value, 0, 3, 1, 2) : value;
}
