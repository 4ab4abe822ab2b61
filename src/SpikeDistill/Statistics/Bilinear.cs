namespace SpikeDistill.Statistics;

/// <summary>Values between the middles of a map's pixels; outside of them the nearest.</summary>
internal static class Bilinear
{
    /// <summary>The value at a place, of which both parts go from 0 to 1 over the whole map.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="row">How far down.</param>
    /// <param name="column">How far to the right.</param>
    /// <param name="value">The map's value at a row and a column.</param>
    public static double At(int height, int width, double row, double column, Func<int, int, double> value)
    {
        double y = Math.Clamp((row * height) - 0.5, 0, height - 1), x = Math.Clamp((column * width) - 0.5, 0, width - 1);
        int top = (int)y, left = (int)x, bottom = Math.Min(top + 1, height - 1), right = Math.Min(left + 1, width - 1);
        double upper = double.Lerp(value(top, left), value(top, right), x - left);
        return double.Lerp(upper, double.Lerp(value(bottom, left), value(bottom, right), x - left), y - top);
    }
}
