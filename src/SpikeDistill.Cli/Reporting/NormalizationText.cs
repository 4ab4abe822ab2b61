using SpikeDistill.Catalogs;
using SpikeDistill.Data;

namespace SpikeDistill.Cli.Reporting;

/// <summary>The constants that images are normalized with.</summary>
internal static class NormalizationText
{
    /// <summary>Such as <c>mean 0.4914 0.4822 0.4465, std 0.2023 0.1994 0.201</c>; that they are not known, for null.</summary>
    public static string Of(PixelNormalization? constants) => constants?.ToString() ?? "constants not known here";

    /// <summary>The same, and where they are not those of the data set that is named, what those would be.</summary>
    public static string Of(PixelNormalization? constants, string set, Catalog catalog)
        => KnownSet.InfoOf(set, catalog)?.Normalization is { } named && constants is not null && !constants.Equals(named)
            ? $"{Of(constants)}, the network's own ({set} has {Of(named)})"
            : Of(constants);

    /// <summary>The same for JSON; null for those that are not known.</summary>
    public static object? Json(PixelNormalization? constants) => constants is null ? null : new { constants.Mean, constants.Deviation };
}
