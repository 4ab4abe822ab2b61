using System.Globalization;
using System.Text.RegularExpressions;

namespace SpikeDistill.Options;

/// <summary>Times as they are shown and as they are given: <c>0.7s</c>, <c>42s</c>, <c>4m10s</c>, <c>3h05m</c>. One word, which no line breaks.</summary>
public static partial class TimeText
{
    /// <summary>A time as it is shown; one below 0 as 0.</summary>
    public static string Of(TimeSpan time)
    {
        long seconds = (long)Math.Round(Math.Max(0, time.TotalSeconds));
        return seconds switch
        {
            < 10 => Math.Max(0, time.TotalSeconds).ToString("0.#", CultureInfo.InvariantCulture) + "s",
            < 60 => $"{seconds}s",
            < 3600 => $"{seconds / 60}m{(seconds % 60 == 0 ? "" : $"{seconds % 60:00}s")}",
            _ => $"{seconds / 3600}h{(seconds % 3600 / 60 == 0 ? "" : $"{seconds % 3600 / 60:00}m")}",
        };
    }

    /// <inheritdoc cref="Of(TimeSpan)"/>
    public static string Of(double seconds) => Of(TimeSpan.FromSeconds(seconds));

    /// <summary>Reads a time; a number without a unit is of seconds.</summary>
    /// <param name="text">Such as <c>30s</c>, <c>4m</c>, <c>1h30m</c> or <c>0</c>.</param>
    /// <returns>The time; null for anything else, and for more than a year.</returns>
    public static TimeSpan? Read(string text)
    {
        Match match = Form().Match(text);
        double seconds = (3600 * Number(match, "h")) + (60 * Number(match, "m")) + Number(match, "s");
        return match.Success && match.Length > 0 && seconds <= TimeSpan.FromDays(365).TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static double Number(Match match, string unit)
        => match.Groups[unit] is { Success: true } group ? double.Parse(group.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^((?<h>\d+(\.\d+)?)h)?((?<m>\d+(\.\d+)?)m)?((?<s>\d+(\.\d+)?)s?)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
