using System.Globalization;
using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;
using SpikeDistill.Statistics;

namespace SpikeDistill.Reports.Figures;

/// <summary>Accuracy over a setting that a comparison varies, such as λ and τ (TSER's Fig. 3 and 4).</summary>
internal sealed class SettingSweeps : IFigureKind
{
    /// <summary>Values from which a setting is drawn over: two are a difference.</summary>
    private const int FewestValues = 3;

    private const string Measure = "accuracy";

    /// <summary>A teacher's line that is further away than so many times what the points span would make one line of them, and is only told.</summary>
    private const double Farthest = 3;

    public void Add(ReportData data, FigureList figures)
    {
        foreach (ReportComparison comparison in data.Comparisons)
        {
            ChangedSettings[] variants = [.. comparison.Variants.Where(variant => variant.Measures.ContainsKey(Measure)).Select(ChangedSettings.Of)];
            foreach (string key in variants.SelectMany(variant => variant.Values.Keys).Distinct(StringComparer.Ordinal))
            {
                ChangedSettings[] along = [.. variants.Where(variant => variant.Number(key) is not null)];
                double[] values = [.. along.Select(variant => variant.Number(key)!.Value).Distinct().Order()];
                if (values.Length >= FewestValues)
                {
                    figures.Add(Over(comparison, key, values, along));
                }
            }
        }
    }

    private static Figure Over(ReportComparison comparison, string key, double[] values, ChangedSettings[] along)
    {
        List<Column> columns = [Column.Of(key, values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))];
        List<Series> series = [];
        foreach (IGrouping<string, ChangedSettings> line in along.GroupBy(variant => variant.Besides(key), StringComparer.Ordinal))
        {
            SampleSummary?[] means = [.. values.Select(value => line.FirstOrDefault(variant => variant.Number(key) == value)?.Variant.Measures[Measure])];
            string name = line.Key.Length == 0 ? Measure : line.Key;
            series.Add(new Series(name, series.Count, X: 0, Y: columns.Count) { Low = columns.Count + 1, High = columns.Count + 2, Marked = true });
            columns.Add(Column.Of(name, means.Select(mean => mean?.Mean)));
            columns.Add(Column.Of($"{name}, minus a deviation", means.Select(mean => mean?.Mean - mean?.Deviation)));
            columns.Add(Column.Of($"{name}, plus a deviation", means.Select(mean => mean?.Mean + mean?.Deviation)));
        }

        double[] drawn = [.. along.Select(variant => variant.Variant.Measures[Measure].Mean)];
        double span = Math.Max(drawn.Max() - drawn.Min(), 0.01);
        ILookup<bool, ComparedTeacher> teachers = comparison.Teachers.ToLookup(
            teacher => teacher.Evaluation.Accuracy > drawn.Max() + (Farthest * span) || teacher.Evaluation.Accuracy < drawn.Min() - (Farthest * span));
        string far = string.Concat(teachers[true].Select(
            teacher => string.Create(CultureInfo.InvariantCulture, $" The teacher {teacher.Name}, {100 * teacher.Evaluation.Accuracy:F2} %, is not drawn.")));
        return new Figure(
            FigureId.Of("accuracy-over", comparison.Name, key.Split('.')[^1]),
            Sections.Comparison,
            $"{comparison.Name}: accuracy over {key}",
            $"Mean accuracy over the seeds for each value of {key}; the band is a sample standard deviation to each side. Values stand side by side, not to "
                + $"scale. A line for each setting of what else varies. Comparison {comparison.Name}.{far}",
            new FigureTable(columns),
            new Chart(ChartKind.Lines, new Axis(key), MeasureText.Axis(Measure), series)
            {
                Levels = [.. teachers[false].Select(teacher => new Level($"teacher {teacher.Name}", teacher.Evaluation.Accuracy, series.Count))],
            });
    }
}
