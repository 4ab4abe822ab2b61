using SpikeDistill.Data;
using SpikeDistill.Networks;

namespace SpikeDistill.Runs;

/// <summary>What a graph of NIR does not say of its network.</summary>
public sealed record NirImportOptions
{
    /// <summary>T; null for what a file of SpikeDistill says, else 4.</summary>
    public int? Timesteps { get; init; }

    /// <summary>Seconds of a time step; null for what a file of SpikeDistill says, else 0.0001, as most tools take it.</summary>
    public double? TimeStep { get; init; }

    /// <summary>Whether every step is given a frame of its own; else all are given one image.</summary>
    public bool Frames { get; init; }

    /// <summary>The images that a graph which takes vectors is given, channel by channel; null where they are not known.</summary>
    public ImageShape? Image { get; init; }
}

/// <summary>What an import of a graph of NIR gave.</summary>
/// <param name="Network">The network, which the caller disposes.</param>
/// <param name="Notes">What became of the graph, sentence by sentence.</param>
public sealed record ImportedGraph(Network Network, IReadOnlyList<string> Notes);
