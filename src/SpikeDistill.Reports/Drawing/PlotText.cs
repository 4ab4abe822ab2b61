using SpikeDistill.Reports.Charts;

namespace SpikeDistill.Reports.Drawing;

/// <summary>Text of runs in a plot.</summary>
internal static class PlotText
{
    private const int Longest = 60;

    /// <summary>One line of it, cut where it is long.</summary>
    public static string Of(string text)
    {
        string line = string.Concat(text.Select(sign => char.IsControl(sign) ? ' ' : sign));
        return Shortened.Of(line, Longest);
    }
}
