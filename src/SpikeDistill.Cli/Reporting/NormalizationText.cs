using SpikeDistill.Data;

namespace SpikeDistill.Cli.Reporting;

/// <summary>The constants that images of a data set are normalized with.</summary>
internal static class NormalizationText
{
    /// <summary>Such as <c>mean 0.4914 0.4822 0.4465, std 0.2023 0.1994 0.201</c>; that they are not known, for a set that is not here.</summary>
    public static string Of(string set) => DataSets.Names.Contains(set) ? DataSets.Info(set).Normalization.ToString() : "constants not known here";

    /// <summary>The same for JSON; null for a set that is not here.</summary>
    public static object? Json(string set)
        => DataSets.Names.Contains(set) && DataSets.Info(set).Normalization is var constants ? new { constants.Mean, constants.Deviation } : null;
}
