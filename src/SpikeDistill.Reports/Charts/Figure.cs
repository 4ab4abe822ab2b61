using SpikeDistill.Analyses;

namespace SpikeDistill.Reports.Charts;

/// <summary>A figure: what is shown, from which runs, with which settings, and its numbers.</summary>
/// <param name="Id">Its name in files and addresses: letters, digits and hyphens.</param>
/// <param name="Section">The part of the report that it stands in.</param>
/// <param name="Title">Its title.</param>
/// <param name="Caption">What is shown, from which runs, with which settings.</param>
/// <param name="Table">Its numbers.</param>
/// <param name="Chart">How they are drawn; null for a table alone.</param>
public sealed record Figure(string Id, string Section, string Title, string Caption, FigureTable Table, Chart? Chart)
{
    /// <summary>Its pictures, for <see cref="ChartKind.Pictures"/>.</summary>
    public IReadOnlyList<FigurePicture> Pictures { get; init; } = [];

    /// <summary>How many of them stand beside each other where there is room, from 2 to 8.</summary>
    public int PicturesInRow { get; init; } = 6;

    /// <summary>Its title, cut where it is long.</summary>
    public string Title { get; init; } = Shortened.Of(Title, Shortened.Name);

    /// <summary>What is shown, from which runs, with which settings.</summary>
    public string Caption { get; init; } = Shortened.Of(Caption, Shortened.Caption);
}

/// <summary>A picture of a figure.</summary>
/// <param name="Text">What it shows.</param>
/// <param name="Picture">The picture.</param>
public sealed record FigurePicture(string Text, Picture Picture);
