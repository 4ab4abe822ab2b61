using SpikeDistill.Options;

namespace SpikeDistill.Optimization;

/// <summary>The optimizers that ship.</summary>
internal static class Optimizers
{
    /// <summary>All of them. A new one is a file and a line here.</summary>
    public static IReadOnlyList<Entry<Optimizer>> All { get; } = [Sgd.Entry, AdamW.Entry, Lamb.Entry];
}
