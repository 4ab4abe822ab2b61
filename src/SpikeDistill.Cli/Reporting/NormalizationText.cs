using SpikeDistill.Catalogs;
using SpikeDistill.Data;

namespace SpikeDistill.Cli.Reporting;

/// <summary>The constants that images are normalized with.</summary>
internal static class NormalizationText
{
    /// <summary>Those of a data set, such as <c>mean 0.4914 0.4822 0.4465, std 0.2023 0.1994 0.201</c>; that they are not known, for one not here.</summary>
    public static string Of(string set, Catalog catalog) => Find(set, catalog)?.ToString() ?? "constants not known here";

    /// <summary>The same for JSON; null for a set that is not here.</summary>
    public static object? Json(string set, Catalog catalog) => Find(set, catalog) is { } constants ? Json(constants) : null;

    /// <summary>Constants as JSON has them.</summary>
    public static object Json(PixelNormalization constants) => new { constants.Mean, constants.Deviation };

    private static PixelNormalization? Find(string set, Catalog catalog)
        => catalog.DataSets.TryFind(set, out var entry) ? entry.Default.Describe().Normalization : null;
}
