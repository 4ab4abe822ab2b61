using System.Globalization;

namespace SpikeDistill.Cli.Screen;

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

    /// <summary><c>44.00 46.25</c>; of many steps <c>1: 44.00, 2: 46.25, 4: 47.00, ..., 1024: 51.20</c>.</summary>
    public static string Steps(IReadOnlyList<double> accuracies) => ShownSteps.AreAll(accuracies.Count)
        ? string.Join(" ", accuracies.Select(accuracy => Percent(accuracy)))
        : string.Join(", ", ShownSteps.Of(accuracies.Count).Select(step => $"{step}: {Percent(accuracies[step - 1])}"));

    /// <summary><c>12.20 M</c>.</summary>
    public static string Millions(double count) => (count / 1e6).ToString("F2", CultureInfo.InvariantCulture) + " M";

    /// <summary><c>12.198</c>.</summary>
    public static string InMillions(double count) => (count / 1e6).ToString("F3", CultureInfo.InvariantCulture);

    /// <summary><c>0.4215</c>.</summary>
    public static string Millijoules(double millijoules) => millijoules.ToString("F4", CultureInfo.InvariantCulture);

    public static string Energy(double millijoules) => Millijoules(millijoules) + " mJ";

    /// <summary><c>1 epoch</c>, <c>1,200 images</c>.</summary>
    public static string Count(long count, string one) => $"{Count(count)} {one}{(count == 1 ? "" : "s")}";

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
