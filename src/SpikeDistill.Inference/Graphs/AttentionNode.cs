namespace SpikeDistill.Inference.Graphs;

/// <summary>Attention between spikes, (q kᵀ) v head by head, in whole numbers; the pixels of a map are the tokens.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Queries">The node whose spikes are q.</param>
/// <param name="Keys">The node whose spikes are k.</param>
/// <param name="Values">The node whose spikes are v.</param>
/// <param name="Heads">Parts of the channels, each of which lie side by side.</param>
public sealed record AttentionNode(string Name, int Queries, int Keys, int Values, int Heads) : StudentNode(Name)
{
    /// <inheritdoc/>
    public override IEnumerable<int> Sources => [Queries, Keys, Values];
}
