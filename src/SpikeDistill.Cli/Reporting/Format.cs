using System.Globalization;

namespace SpikeDistill.Cli.Reporting;

/// <summary>Numbers as they are shown to people.</summary>
internal static class Format
{
    /// <summary><c>47.13</c>, in percent without the sign.</summary>
    public static string Percent(double share, int digits = 2) => (100 * share).ToString("F" + digits, CultureInfo.InvariantCulture);

    public static string Interval(double accuracy, int images)
    {
        Wilson interval = Wilson.Of(accuracy, images);
        return $"[{Percent(interval.Low, 1)}, {Percent(interval.High, 1)}]";
    }

    public static string Steps(IEnumerable<double> accuracies) => string.Join(" ", accuracies.Select(accuracy => Percent(accuracy)));

    /// <summary><c>12.20 M</c>.</summary>
    public static string Millions(double count) => (count / 1e6).ToString("F2", CultureInfo.InvariantCulture) + " M";

    /// <summary><c>12.198</c>.</summary>
    public static string InMillions(double count) => (count / 1e6).ToString("F3", CultureInfo.InvariantCulture);

    /// <summary><c>0.4215</c>.</summary>
    public static string Millijoules(double millijoules) => millijoules.ToString("F4", CultureInfo.InvariantCulture);

    public static string Energy(double millijoules) => Millijoules(millijoules) + " mJ";

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>0.7 s</c>, <c>42 s</c>, <c>4 min 10 s</c>, <c>3 h 05 min</c>.</summary>
    public static string Duration(TimeSpan time)
    {
        long seconds = (long)Math.Round(Math.Max(0, time.TotalSeconds));
        return seconds switch
        {
            < 10 => time.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture) + " s",
            < 60 => $"{seconds} s",
            < 3600 => $"{seconds / 60} min {seconds % 60:00} s",
            _ => $"{seconds / 3600} h {seconds % 3600 / 60:00} min",
        };
    }

    public static string Duration(double seconds) => Duration(TimeSpan.FromSeconds(seconds));
}
