using SpikeDistill.Catalogs;
using SpikeDistill.Data;

namespace SpikeDistill.Cli.Reporting;

/// <summary>What is known of a data set by its name alone.</summary>
internal static class KnownSet
{
    /// <summary>Its description; null for one that is not in the catalog, or whose description depends on where it lies.</summary>
    public static DataSetInfo? InfoOf(string set, Catalog catalog)
        => catalog.DataSets.TryFind(set, out var entry) && !entry.Default.NeedsPath ? entry.Default.Describe() : null;
}
