namespace SpikeDistill.Cli.Screen;

/// <summary>Numbers as a line of bars, a letter each, from the lowest to the highest of them.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>The line; empty for fewer than two numbers, which show no course.</summary>
    /// <param name="values">The numbers; what is none of them is a space.</param>
    /// <param name="most">Letters at most: of more numbers each letter is the last of some.</param>
    public static string Of(IReadOnlyList<double> values, int most)
    {
        if (values.Count < 2)
        {
            return "";
        }

        int letters = Math.Min(most, values.Count);
        double[] shown = [.. Enumerable.Range(1, letters).Select(letter => values[(int)((long)letter * values.Count / letters) - 1])];
        double[] finite = [.. shown.Where(double.IsFinite)];
        double low = finite.DefaultIfEmpty().Min(), range = finite.DefaultIfEmpty().Max() - low;
        return string.Concat(shown.Select(value => double.IsFinite(value) ? Bars[Height(value)] : ' '));

        int Height(double value) => range > 0 ? (int)Math.Round((value - low) / range * (Bars.Length - 1)) : Bars.Length / 2;
    }
}
