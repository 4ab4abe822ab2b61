namespace SpikeDistill.Networks.Graphs;

/// <summary>The images that a network takes.</summary>
/// <param name="Channels">Their channels.</param>
/// <param name="Height">Their rows; null for any number that fits.</param>
/// <param name="Width">Their columns; null for any number that fits.</param>
public sealed record ImageSize(int Channels, int? Height = null, int? Width = null)
{
    /// <summary>Whether there is one for every step, as frames of an event camera; else a still image, which nodes of kind repeat put over time.</summary>
    public bool OverTime { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"[{(object?)Height ?? "H"}, {(object?)Width ?? "W"}, {Channels}]" + (OverTime ? " over time" : "");
}
