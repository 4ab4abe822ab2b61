using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Networks.Graphs;

/// <summary>The shape of one image's feature map.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">Channels.</param>
public sealed record MapShape(int Height, int Width, int Channels)
{
    /// <summary>Whether it is one vector for the whole image, such as a vision transformer's before its classifier, and no map of pixels.</summary>
    public bool IsVector { get; init; }

    /// <summary>Values of one map.</summary>
    public long Count => (long)Height * Width * Channels;

    internal static MapShape Of(ValueShape shape)
        => new(shape.AsMap!.Height!.Value, shape.AsMap.Width!.Value, shape.Channels) { IsVector = shape.Layout == ValueLayout.Vector };
}
