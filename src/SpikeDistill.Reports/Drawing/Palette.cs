using ScottPlot;

namespace SpikeDistill.Reports.Drawing;

/// <summary>
/// Colours that people with any kind of colour vision tell apart (Okabe and Ito, 2008, its yellow and black left out, orange and blue darkened
/// against white), and patterns of lines where there are more series than colours.
/// </summary>
internal static class Palette
{
    private static readonly Color[] Colours =
        [.. new[] { "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b57f00", "#3a9fd6", "#5d6673" }.Select(Color.FromHex)];

    private static readonly LinePattern[] Patterns =
        [LinePattern.Solid, new([10, 4], 0, "dashed"), new([2, 3], 0, "dotted"), new([10, 3, 2, 3], 0, "dashes and dots")];

    private static readonly MarkerShape[] Shapes =
        [MarkerShape.FilledCircle, MarkerShape.FilledTriangleUp, MarkerShape.FilledSquare, MarkerShape.FilledDiamond];

    /// <summary>The colour of a number.</summary>
    public static Color Colour(int number) => Colours[number % Colours.Length];

    /// <summary>The pattern of a line.</summary>
    /// <param name="number">The number of its colour.</param>
    /// <param name="dashed">Whether it is the dashed one of two.</param>
    public static LinePattern Pattern(int number, bool dashed) => Patterns[((number / Colours.Length) + (dashed ? 1 : 0)) % Patterns.Length];

    /// <summary>The mark of a number.</summary>
    public static MarkerShape Shape(int number) => Shapes[number / Colours.Length % Shapes.Length];
}
