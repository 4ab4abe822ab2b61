namespace SpikeDistill.Networks.Nodes;

/// <summary>What pools share.</summary>
internal static class PoolWindows
{
    public const int Largest = 1024;

    /// <summary>The map of a square window's places.</summary>
    /// <exception cref="ArgumentException">It does not fit.</exception>
    public static ValueShape Over(ValueShape read, int kernel, int stride, int padding)
        => padding <= kernel / 2
            ? new Window(kernel, stride, padding).Over(read, read.Channels)
            : throw new ArgumentException($"has a padding of {padding}, more than half its window of {kernel}x{kernel}.");

    /// <summary>What averages of a value are.</summary>
    public static NodeValue Averaged(NodeValue read, ValueShape shape)
        => read.Kind is ValueKind.Spikes or ValueKind.PooledSpikes
            ? new NodeValue(shape, ValueKind.PooledSpikes) { Sources = read.Sources }
            : NodeValue.Floats(shape);
}
