namespace SpikeDistill.Reports.Charts;

/// <summary>How a figure's numbers are drawn.</summary>
public enum ChartKind
{
    /// <summary>Lines over a number, with a band where a series has one.</summary>
    Lines,

    /// <summary>Points over a number.</summary>
    Points,

    /// <summary>Bars beside each other for each text, with an interval where a series has one.</summary>
    Bars,

    /// <summary>A point with its interval for each text, one below the other, and a line at 0.</summary>
    Intervals,

    /// <summary>A field of colours: a row for each text, a column for each column of numbers.</summary>
    Heat,

    /// <summary>The figure's pictures beside each other, each with its text; there are no axes.</summary>
    Pictures,
}

/// <summary>What is drawn, in columns of the figure's table.</summary>
/// <param name="Kind">How.</param>
/// <param name="X">The axis to the right; for <see cref="ChartKind.Intervals"/> the one of the numbers.</param>
/// <param name="Y">The axis upwards.</param>
/// <param name="Series">What is drawn over each other.</param>
public sealed record Chart(ChartKind Kind, Axis X, Axis Y, IReadOnlyList<Series> Series)
{
    /// <summary>Lines at a height, such as a teacher's accuracy.</summary>
    public IReadOnlyList<Level> Levels { get; init; } = [];
}

/// <summary>An axis.</summary>
/// <param name="Title">What it shows, with its unit.</param>
/// <param name="Percent">Whether shares from 0 to 1 are written as percentages.</param>
/// <param name="Whole">Whether only whole numbers are marked.</param>
public sealed record Axis(string Title, bool Percent = false, bool Whole = false);

/// <summary>A series: columns of the figure's table, by their places.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Colour">The number of its colour; what is the same thing has the same number in every figure.</param>
/// <param name="X">The column to the right: numbers, or the texts that bars and intervals are of.</param>
/// <param name="Y">The column of its values.</param>
public sealed record Series(string Name, int Colour, int X, int Y)
{
    /// <summary>Its name in the legend, cut where it is long.</summary>
    public string Name { get; init; } = Shortened.Of(Name, Shortened.Name);

    /// <summary>The column of the lower ends of its band or intervals; null for none.</summary>
    public int? Low { get; init; }

    /// <summary>The column of the upper ends.</summary>
    public int? High { get; init; }

    /// <summary>Whether its line is dashed.</summary>
    public bool Dashed { get; init; }

    /// <summary>Whether its points are pale, behind those of the others.</summary>
    public bool Faint { get; init; }

    /// <summary>Whether every value of a line has a mark.</summary>
    public bool Marked { get; init; }
}

/// <summary>A line at one height across a figure.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">The height.</param>
/// <param name="Colour">The number of its colour.</param>
public sealed record Level(string Name, double Value, int Colour)
{
    /// <summary>What it is, cut where that is long.</summary>
    public string Name { get; init; } = Shortened.Of(Name, Shortened.Name);
}
