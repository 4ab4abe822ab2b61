using SpikeDistill.Costs;
using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Figures;

namespace SpikeDistill.Watch.Trying;

/// <summary>What is shown of a picture that was tried.</summary>
internal static class TrialFigures
{
    private const int MostClasses = 6;
    private const string Section = "This image";

    /// <summary>The figures, in the order of the page.</summary>
    public static IReadOnlyList<Figure> Of(TrialResult result)
    {
        int[] shown = Shown(result);
        List<Figure> figures = [Opinions(result, shown)];
        TriedNetwork student = result.Student;
        if (student.Logits.Count > 1)
        {
            figures.Add(Settling(result, shown));
            figures.Add(StepLogits(student));
        }

        figures.Add(Costs(result));
        if (student.Rasters.Count > 0)
        {
            figures.Add(SpikeRasters.Of(result.Name, student.Rasters, "this image"));
            figures.Add(Rates(student));
        }

        return figures;
    }

    /// <summary>The classes of which either network is surest, the student's first.</summary>
    private static int[] Shown(TrialResult result)
    {
        double[] student = result.Student.After(result.Student.Logits.Count);
        double[]? teacher = result.Teacher?.After(result.Teacher.Logits.Count);
        int[] order = [.. Enumerable.Range(0, student.Length).OrderByDescending(label => student[label])];
        int[] taught = teacher is null ? [] : [.. Enumerable.Range(0, student.Length).OrderByDescending(label => teacher[label]).Take(2)];
        int[] chosen = [.. order.Take(MostClasses - taught.Length).Union(taught).Union(order).Take(MostClasses)];
        return [.. order.Where(chosen.Contains)];
    }

    private static Figure Opinions(TrialResult result, int[] shown)
    {
        double[] student = result.Student.After(result.Student.Logits.Count);
        List<Column> columns =
            [Column.Of("class", shown.Select(label => result.Student.Classes[label])), Column.Of("student", shown.Select(label => (double?)student[label]))];
        List<Series> series = [new Series(result.Name, 0, X: 0, Y: 1)];
        if (result.Teacher?.After(result.Teacher.Logits.Count) is { } teacher)
        {
            columns.Add(Column.Of("teacher", shown.Select(label => (double?)teacher[label])));
            series.Add(new Series($"its teacher, {result.TeacherName}", 1, X: 0, Y: 2));
        }

        return new Figure(
            "opinions",
            Section,
            $"The answer: {result.Student.Classes[shown[0]]}",
            $"Probabilities by the logits averaged over all steps, of the classes that have most. {result.WithoutTeacher}",
            new FigureTable(columns),
            new Chart(ChartKind.Bars, new Axis(""), new Axis("probability, %", Percent: true), series));
    }

    private static Figure Settling(TrialResult result, int[] shown)
    {
        int steps = result.Student.Logits.Count;
        double[][] probabilities = [.. Enumerable.Range(1, steps).Select(result.Student.After)];
        List<Column> columns = [Column.Of("step", Enumerable.Range(1, steps).Select(step => (double?)step))];
        List<Series> series = [];
        foreach (int label in shown)
        {
            series.Add(new Series(result.Student.Classes[label], series.Count, X: 0, Y: columns.Count) { Marked = true });
            columns.Add(Column.Of(result.Student.Classes[label], probabilities.Select(row => (double?)row[label])));
        }

        return new Figure(
            "settling",
            Section,
            "How the answer settles",
            "Probabilities by the logits averaged over the first steps up to each: where the lines are flat, more steps change nothing.",
            new FigureTable(columns),
            new Chart(ChartKind.Lines, new Axis("time step", Whole: true), new Axis("probability, %", Percent: true), series));
    }

    private static Figure StepLogits(TriedNetwork student)
    {
        int[] classes = [.. Enumerable.Range(0, student.Classes.Count)];
        double[] final = student.After(student.Logits.Count);
        int[] shown = [.. classes.OrderByDescending(label => final[label]).Take(MostClasses).Order()];
        List<Column> columns = [Column.Of("step", Enumerable.Range(1, student.Logits.Count).Select(step => (double?)step))];
        List<Series> series = [];
        foreach (int label in classes)
        {
            if (shown.Contains(label))
            {
                series.Add(new Series(student.Classes[label], series.Count, X: 0, Y: columns.Count) { Marked = true });
            }

            columns.Add(Column.Of(student.Classes[label], student.Logits.Select(logits => (double?)logits[label])));
        }

        return new Figure(
            "logits",
            Section,
            "The logits of each step",
            "What each step says by itself, of the classes that have most in the end; the table has all classes.",
            new FigureTable(columns),
            new Chart(ChartKind.Lines, new Axis("time step", Whole: true), new Axis("logit"), series));
    }

    private static Figure Costs(TrialResult result)
    {
        List<(string Name, TriedNetwork Network)> rows = [("student", result.Student)];
        if (result.Teacher is { } teacher)
        {
            rows.Add(("teacher", teacher));
        }

        OperationCount Count((string, TriedNetwork Network) row) => row.Network.Operations;
        return new Figure(
            "costs",
            Section,
            "Operations and energy of this image",
            "Counted at the firing rates that the student has for this very image, over all its steps; a multiply-accumulate costs 4.6 pJ, an accumulate "
                + "0.9 pJ (45 nm).",
            new FigureTable(
            [
                Column.Of("network", rows.Select(row => row.Name)),
                Column.Of("energy, mJ", rows.Select(row => (double?)Count(row).EnergyMillijoules)),
                Column.Of("accumulates", rows.Select(row => (double?)Count(row).Acs)),
                Column.Of("multiply-accumulates", rows.Select(row => (double?)Count(row).Macs)),
            ]),
            new Chart(ChartKind.Bars, new Axis(""), new Axis("energy, mJ"), [new Series("energy of this image", 0, X: 0, Y: 1)]));
    }

    private static Figure Rates(TriedNetwork student) => new(
        "rates",
        Section,
        "Firing rates of this image",
        "Spikes per neuron and step of each layer.",
        new FigureTable(
            [Column.Of("layer", student.Rates.Select(layer => layer.Layer)), Column.Of("firing rate", student.Rates.Select(layer => (double?)layer.Rate))]),
        new Chart(ChartKind.Bars, new Axis(""), new Axis("firing rate, %", Percent: true), [new Series("firing rate", 2, X: 0, Y: 1)]));
}
