namespace SpikeDistill.Inference.Graphs;

/// <summary>The size of a feature map; a vector is a map of one pixel.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">Channels, which lie side by side in memory.</param>
public readonly record struct MapSize(int Height, int Width, int Channels)
{
    /// <summary>Pixels.</summary>
    public int Pixels => Height * Width;

    /// <summary>Values of one map.</summary>
    public int Count => Pixels * Channels;

    /// <inheritdoc/>
    public override string ToString() => $"[{Height}, {Width}, {Channels}]";
}
