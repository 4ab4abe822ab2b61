using System.Text.Json.Nodes;
using SpikeDistill.Reports.Charts;

namespace SpikeDistill.Reports.Tests.Figures;

/// <summary>Figures of comparisons against their table.json.</summary>
public sealed class ComparisonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ComparisonTests() => TestComparisons.Write(_folder.In("sweep"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Differences_are_drawn_with_their_intervals_as_the_table_has_them()
    {
        Figure figure = Figure("difference-sweep-accuracy");

        JsonArray differences = Table()["differences"]!.AsArray();
        Assert.Equal(differences.Select(one => (string)one!["variant"]!), figure.Table.Columns[0].Texts!);
        Assert.Equal(differences.Select(one => (double?)one!["difference"]!["mean"]), figure.Table.Columns[1].Numbers!);
        Assert.Equal(differences.Select(one => (double?)one!["difference"]!["low"]), figure.Table.Columns[2].Numbers!);
        Assert.Equal(differences.Select(one => (double?)one!["difference"]!["high"]), figure.Table.Columns[3].Numbers!);
        Assert.Equal(ChartKind.Intervals, figure.Chart!.Kind);
        Assert.Contains("from lambda-0_temperature-1", figure.Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void Contrasts_are_drawn_likewise()
    {
        Figure figure = Figure("contrast-sweep-accuracy");

        Assert.Equal(["effect"], figure.Table.Columns[0].Texts!);
        Assert.Equal((double?)Table()["contrasts"]![0]!["difference"]!["mean"], figure.Table.Columns[1].Numbers![0]);
    }

    [Fact]
    public void A_setting_that_varies_is_an_axis_with_a_line_for_each_setting_of_the_others()
    {
        Figure figure = Figure("accuracy-over-sweep-lambda");

        Assert.Equal(["0", "0.001", "0.01", "0.1"], figure.Table.Columns[0].Texts!);
        Assert.Equal(
            ["data.augmentation=[crop, flip], objective.entropy_temperature=1", "data.augmentation=[crop, flip], objective.entropy_temperature=5"],
            figure.Chart!.Series.Select(series => series.Name));
        Assert.Equal([0.5, 0.501, 0.51, 0.6], figure.Table.Columns[figure.Chart.Series[0].Y].Numbers!.Select(value => Math.Round(value!.Value, 6)));
        Assert.Equal(("teacher big", 0.7), figure.Chart.Levels.Select(level => (level.Name, level.Value)).Single());
        Assert.DoesNotContain(Read().Figures, one => one.Id == "accuracy-over-sweep-entropy-temperature");
    }

    [Fact]
    public void A_teacher_far_above_is_told_and_does_not_flatten_the_line()
    {
        string file = Path.Combine(_folder.In("sweep"), "table.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"accuracy\": 0.7", "\"accuracy\": 0.95", StringComparison.Ordinal));
        Figure figure = Figure("accuracy-over-sweep-lambda");

        Assert.Equal(0.95, (double)Table()["teachers"]![0]!["evaluation"]!["accuracy"]!);
        Assert.Empty(figure.Chart!.Levels);
        Assert.EndsWith("The teacher big, 95.00 %, is not drawn.", figure.Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_has_every_measure_of_every_variant()
    {
        Figure figure = Figure("comparison-sweep");

        JsonArray variants = Table()["variants"]!.AsArray();
        Assert.Equal(
            variants.Select(one => (double?)one!["measures"]!["firing_rate"]!["mean"]),
            figure.Table.Columns.Single(column => column.Name == "firing_rate").Numbers!);
        Assert.Contains("spikedistill compare sweep.yaml", figure.Caption, StringComparison.Ordinal);
        Assert.Contains("The teacher big is not better than guessing. three seeds From", figure.Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_paper_printed_stands_beside_what_was_measured_with_the_difference_and_its_interval()
    {
        TestComparisons.WritePrinted(_folder.In("sweep"));

        Report report = Read();

        Figure figure = report.Figures[0];
        Assert.Equal("printed-sweep-accuracy", figure.Id);
        double? At(string column, int row) => figure.Table.Columns.Single(one => one.Name == column).Numbers![row];
        Assert.Equal([0.5, 0.9, -0.4], new[] { At("measured", 0), At("printed", 0), At("difference", 0) }.Select(value => Math.Round(value!.Value, 9)));

        // Student's t of two degrees of freedom, 4.30265, times 0.01 / √3.
        Assert.Equal(0.0248414, (At("difference, high 95 %", 0) - At("difference", 0))!.Value, 6);
        Assert.Null(At("measured", 1));
        Assert.Contains("Only the order can be compared.", figure.Caption, StringComparison.Ordinal);
        Assert.Contains(report.Omissions, one => one.What.EndsWith("the largest", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("table.json", "{")]
    [InlineData("table.json", "{\"name\": \"sweep\", \"variants\": [null]}")]
    [InlineData("table.json", "{\"name\": \"sweep\", \"variants\": [{\"name\": \"a\", \"measures\": {\"accuracy\": null}}]}")]
    [InlineData("reference.json", "null")]
    [InlineData("reference.json", "{\"title\": \"x\", \"cells\": [null]}")]
    public void A_damaged_file_is_told_and_the_runs_are_shown_without_it(string file, string text)
    {
        File.WriteAllText(_folder.In("sweep/" + file), text);

        Report report = Read();

        Assert.Equal(3, report.Runs);
        Assert.Contains(report.Omissions, one => one.Why.Contains(file, StringComparison.Ordinal));
    }

    private Report Read() => Report.Read([_folder.In("sweep")]);

    private Figure Figure(string id) => Read().Figures.Single(figure => figure.Id == id);

    private JsonNode Table() => JsonNode.Parse(File.ReadAllText(_folder.In("sweep/table.json")))!;
}
