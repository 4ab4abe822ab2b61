namespace SpikeDistill.Cli.Screen;

/// <summary>The Wilson score interval of a proportion (Wilson 1927).</summary>
/// <param name="Low">Lower end, 0 to 1.</param>
/// <param name="High">Upper end, 0 to 1.</param>
internal readonly record struct Wilson(double Low, double High)
{
    private const double Normal95 = 1.959963984540054;

    /// <summary>The 95 % interval of an accuracy measured on so many images.</summary>
    public static Wilson Of(double accuracy, int images)
    {
        double z2 = Normal95 * Normal95;
        double centre = accuracy + (z2 / (2 * images));
        double half = Normal95 * Math.Sqrt(((accuracy * (1 - accuracy)) + (z2 / (4 * images))) / images);
        double scale = 1 / (1 + (z2 / images));
        return new Wilson(Math.Max(0, (centre - half) * scale), Math.Min(1, (centre + half) * scale));
    }
}
