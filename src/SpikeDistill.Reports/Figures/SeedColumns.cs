using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>Columns of a measure: one for each run of a group and, where there are several, their mean, lowest and highest.</summary>
internal static class SeedColumns
{
    /// <summary>Adds the columns, and gives the series that draws them.</summary>
    /// <param name="columns">The table's columns so far; the first is the one to the right.</param>
    /// <param name="group">The group.</param>
    /// <param name="measure">The measure's name behind the group's; empty for none.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="value">A run's value in a row; null where there is none.</param>
    public static Series Add(List<Column> columns, RunGroup group, string measure, int rows, Func<ReportRun, int, double?> value)
    {
        string ending = measure.Length == 0 ? "" : $", {measure}";
        double?[][] values = [.. group.Runs.Select(run => Enumerable.Range(0, rows).Select(row => value(run, row)).ToArray())];
        int first = columns.Count;
        columns.AddRange(group.Runs.Zip(values, (run, numbers) => Column.Of(group.NameOf(run) + ending, numbers)));
        Series series = new(group.Name + ending, group.Colour, X: 0, Y: first);
        if (values.Length == 1)
        {
            return series;
        }

        int mean = columns.Count;
        columns.Add(Column.Of($"{group.Name}{ending}, mean", Over(values, rows, Enumerable.Average)));
        columns.Add(Column.Of($"{group.Name}{ending}, lowest", Over(values, rows, Enumerable.Min)));
        columns.Add(Column.Of($"{group.Name}{ending}, highest", Over(values, rows, Enumerable.Max)));
        return series with { Y = mean, Low = mean + 1, High = mean + 2 };
    }

    /// <summary>A number for each row, of the runs that have a value there.</summary>
    private static IEnumerable<double?> Over(double?[][] values, int rows, Func<IEnumerable<double>, double> of)
        => Enumerable.Range(0, rows)
            .Select(row => values.Select(run => run[row]).OfType<double>().ToArray() is { Length: > 0 } some ? of(some) : (double?)null);
}
