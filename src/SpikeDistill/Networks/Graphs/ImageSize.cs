namespace SpikeDistill.Networks.Graphs;

/// <summary>The images that a network takes.</summary>
/// <param name="Channels">Their channels.</param>
/// <param name="Height">Their rows; null for any number that fits.</param>
/// <param name="Width">Their columns; null for any number that fits.</param>
public sealed record ImageSize(int Channels, int? Height = null, int? Width = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"[{(object?)Height ?? "H"}, {(object?)Width ?? "W"}, {Channels}]";
}
