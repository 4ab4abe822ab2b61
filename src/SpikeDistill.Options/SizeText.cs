using System.Globalization;

namespace SpikeDistill.Options;

/// <summary>Sizes as they are shown and as they are given: <c>12.5MB</c>, <c>4GB</c>. One word, which no line breaks.</summary>
public static class SizeText
{
    private static readonly Dictionary<string, double> Units = new(StringComparer.OrdinalIgnoreCase)
    {
        ["kB"] = 1e3,
        ["MB"] = 1e6,
        ["GB"] = 1e9,
        ["TB"] = 1e12,
        ["KiB"] = 1024,
        ["MiB"] = 1 << 20,
        ["GiB"] = 1 << 30,
        ["TiB"] = 1L << 40,
    };

    /// <summary>A count of bytes, such as <c>840kB</c>, <c>12.5MB</c> or <c>4GB</c>.</summary>
    public static string Of(double bytes) => bytes switch
    {
        < 999_500 => (bytes / 1e3).ToString("F0", CultureInfo.InvariantCulture) + "kB",
        < 999_950_000 => (bytes / 1e6).ToString("0.#", CultureInfo.InvariantCulture) + "MB",
        _ => (bytes / 1e9).ToString("0.#", CultureInfo.InvariantCulture) + "GB",
    };

    /// <summary>The number of <c>12.5MB</c>, for amounts that are told side by side.</summary>
    public static string Megabytes(double bytes) => (bytes / 1e6).ToString("F1", CultureInfo.InvariantCulture);

    /// <summary>Reads a size.</summary>
    /// <param name="text">A number with its unit, such as <c>500MB</c>; or 0.</param>
    /// <returns>Bytes; null for anything else.</returns>
    public static long? Read(string text)
    {
        string digits = text.TrimEnd([.. "kKmMgGtTiIbB"]), unit = text[digits.Length..];
        return !double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) ? null
            : value == 0 && unit.Length == 0 ? 0
            : Units.TryGetValue(unit, out double bytes) && value * bytes < long.MaxValue ? (long)(value * bytes)
            : null;
    }
}
