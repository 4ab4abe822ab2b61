using SpikeDistill.Metrics;
using SpikeDistill.Reports.Charts;

namespace SpikeDistill.Reports.Figures;

/// <summary>Accuracy of a converted network after each number of steps, beside the ANN that it was made of.</summary>
public static class ConvertedAccuracy
{
    /// <summary>What the figure's files are called.</summary>
    public const string Id = "converted-accuracy";

    private const int SeriesColour = 0, AnnColour = 1;

    /// <summary>The figure.</summary>
    /// <param name="ann">What the ANN does on images.</param>
    /// <param name="converted">What the converted network does on the same.</param>
    /// <param name="about">Which network, images and thresholds, in a sentence.</param>
    public static Figure Of(Evaluation ann, Evaluation converted, string about)
    {
        ArgumentNullException.ThrowIfNull(ann);
        ArgumentNullException.ThrowIfNull(converted);
        IReadOnlyList<double> accuracies = converted.PrefixAccuracies;
        Column steps = Column.Of("steps", Enumerable.Range(1, accuracies.Count).Select(step => (double?)step));
        return new Figure(
            Id,
            Sections.Steps,
            "Accuracy of the converted network",
            $"Accuracy of the mean output over the first steps; the line is the ANN's. {about}",
            new FigureTable([steps, Column.Of("accuracy", accuracies.Select(one => (double?)one))]),
            new Chart(
                ChartKind.Lines,
                new Axis("steps", Whole: true),
                new Axis("accuracy, %", Percent: true),
                [new Series("converted", SeriesColour, X: 0, Y: 1) { Marked = accuracies.Count == 1 }])
            {
                Levels = [new Level("ANN", ann.Accuracy, AnnColour)],
            });
    }
}
