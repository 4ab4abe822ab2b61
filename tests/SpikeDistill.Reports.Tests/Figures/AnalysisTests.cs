using System.Text.Json.Nodes;
using SpikeDistill.Reports.Charts;

namespace SpikeDistill.Reports.Tests.Figures;

/// <summary>Figures of what was found inside networks, against analysis.json.</summary>
public sealed class AnalysisTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AnalysisTests()
    {
        TestRuns.Write(_folder.In("run"), TestRuns.Student("small", 0, epochs: 2), TestRuns.Epochs(2, 0));
        TestAnalyses.Write(_folder.In("run"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_confusion_matrix_has_the_counts()
    {
        Figure figure = Figure("confusion-small");

        Assert.Equal(["class 0", "class 1", "class 2"], figure.Table.Columns[0].Texts!);
        Assert.Equal([20, 3, 0], figure.Table.Columns[1].Numbers!.Select(value => (int)value!.Value));
        Assert.Equal(ChartKind.Heat, figure.Chart!.Kind);
    }

    [Fact]
    public void Reliability_stands_for_student_and_teacher_over_confidence()
    {
        Figure figure = Figure("reliability");

        JsonArray bins = Analysis("network")["reliability"]!.AsArray();
        Assert.Equal(bins.Select(bin => (double?)bin!["accuracy"]), Column(figure, "small, accuracy"));
        Assert.Equal(bins.Select(bin => (double?)bin!["confidence"]), Column(figure, "small, confidence"));
        Assert.Contains("teacher of small", figure.Chart!.Series.Select(series => series.Name));
    }

    [Fact]
    public void Gradients_of_single_neurons_stand_with_and_without_the_term()
    {
        Figure neurons = Figure("neuron-gradients-small"), steps = Figure("neuron-gradient-steps-small");

        Assert.Contains("with and without blurred_feature", neurons.Title, StringComparison.Ordinal);
        Assert.Equal([0.5, 0.0], Column(neurons, "without"));
        Assert.Equal([0.6, 0.125], Column(neurons, "with"));
        Assert.Equal([0.375, -0.25], Column(steps, "with"));
        Assert.Equal([0.0, 1.0], Column(steps, "spike"));
    }

    [Fact]
    public void Features_on_a_plane_have_a_colour_for_each_class_and_say_how_they_came_there()
    {
        Figure figure = Figure("t-sne-small");

        Assert.Equal(["class 0", "class 1", "class 2"], figure.Chart!.Series.Select(series => series.Name));
        Assert.Equal(Analysis("network")["embedding"]!["points"]!.AsArray().Select(point => (double?)point!["x"]), Column(figure, "x"));
        Assert.Contains("perplexity 9.7", figure.Caption, StringComparison.Ordinal);
        Assert.Contains("10 nearest neighbors 75.0 % have its class in the features and 50.0 % on the plane", figure.Caption, StringComparison.Ordinal);
        Assert.NotNull(Figure("t-sne-teacher-of-small"));
    }

    [Fact]
    public void Of_many_classes_ten_have_a_colour_and_the_others_are_pale()
    {
        TestAnalyses.Write(_folder.In("run"), classes: 40);

        Figure figure = Figure("t-sne-small");

        Series others = figure.Chart!.Series.Single(series => series.Faint);
        Series[] shown = [.. figure.Chart.Series.Except([others])];
        Assert.Equal(Enumerable.Range(0, 10).Select(place => $"class {4 * place}"), shown.Select(series => series.Name));
        Assert.DoesNotContain(others.Colour, shown.Select(series => series.Colour));
        Assert.Equal(10, shown.Sum(series => figure.Table.Columns[series.Y].Numbers!.Count(value => value is not null)));
        Assert.Equal(30, figure.Table.Columns[others.Y].Numbers!.Count(value => value is not null));
    }

    [Fact]
    public void Spikes_are_points_and_silent_neurons_have_none()
    {
        Figure figure = Figure("raster-small");

        Assert.Equal([1, 2, null, 2], Column(figure, "step"));
        Assert.Equal([1, 1, 2, null], Column(figure, "line, stem"));
        Assert.Equal([null, null, null, 3], Column(figure, "line, layer1"));
    }

    [Fact]
    public void Errors_heat_and_maps_are_pictures_with_their_texts()
    {
        Assert.Equal(["class 0, given class 1, 99 %", "class 2, given class 1, 90 %"], Figure("errors-small").Pictures.Select(picture => picture.Text));
        Assert.Equal(["class 0", "for class 1"], Figure("heat-small").Pictures.Select(picture => picture.Text));
        Assert.Equal(["image 1: class 0", "channel 3, up to 0.7"], Figure("feature-maps-small").Pictures.Select(picture => picture.Text));
    }

    [Fact]
    public void What_is_alike_inside_has_a_bar_for_each_group()
    {
        Assert.Equal([0.625], Column(Figure("feature-likeness"), "Last features beside the teacher's"));
        Assert.Equal([-0.25], Column(Figure("heat-likeness"), "Heat maps beside the teacher's"));
        Assert.Equal([0.75], Column(Figure("class-neighbors"), "Neighbors of the same class"));
        Assert.Contains("Runs without a teacher stand beside", Figure("heat-likeness").Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void A_histogram_has_the_area_one_in_each_network()
    {
        Figure figure = Figure("feature-histogram");

        Assert.All(["small", "teacher of small"], name => Assert.Equal(1, Column(figure, $"{name}, density").Sum()!.Value / 3, 12));
    }

    [Fact]
    public void A_histogram_of_more_features_than_a_number_counts_is_drawn()
    {
        string file = _folder.In("run/analysis.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("[5,3,2]", $"[{long.MaxValue},{long.MaxValue},0]", StringComparison.Ordinal));

        Assert.Equal([1.5, 1.5, 0], Column(Figure("feature-histogram"), "small, density").Select(value => Math.Round(value!.Value, 9)));
    }

    [Fact]
    public void A_teacher_that_is_a_run_of_the_report_is_shown_once()
    {
        TestRuns.Write(_folder.In("teacher"), TestRuns.Student("big", 0, epochs: 2), TestRuns.Epochs(2, 0));
        TestAnalyses.WriteTeacher(_folder.In("teacher"));

        Report report = Report.Read([_folder.In("run"), _folder.In("teacher")]);

        Assert.Equal(
            ["confusion-small", "confusion-big"],
            report.Figures.Select(figure => figure.Id).Where(id => id.StartsWith("confusion", StringComparison.Ordinal)));
    }

    [Fact]
    public void Heat_lies_over_the_image_in_its_proportions()
    {
        FigurePicture overlay = Figure("heat-small").Pictures[1];

        Assert.Equal((64, 64, 3), (overlay.Picture.Height, overlay.Picture.Width, overlay.Picture.Channels));
    }

    [Fact]
    public void A_membrane_has_input_potential_and_spikes()
    {
        Figure figure = Figure("membrane-small");

        Assert.Equal([0.7, 0.8], Column(figure, "input"));
        Assert.Equal([0, 0.4], Column(figure, "potential"));
        Assert.Equal([1, 0], Column(figure, "spike"));
    }

    [Fact]
    public void Without_an_analysis_the_report_says_what_would_make_one()
    {
        File.Delete(_folder.In("run/analysis.json"));

        Assert.Contains(Read().Omissions, one => one.What == "Confusion matrix" && one.Why.Contains("analysis.json", StringComparison.Ordinal));
    }

    [Fact]
    public void A_damaged_analysis_leaves_the_run_out_and_says_so()
    {
        File.WriteAllText(_folder.In("run/analysis.json"), "{");

        Assert.Contains(Read().Omissions, one => one.Why.Contains("analysis.json", StringComparison.Ordinal));
    }

    private static IEnumerable<double?> Column(Figure figure, string name) => figure.Table.Columns.Single(column => column.Name == name).Numbers!;

    private Report Read() => Report.Read([_folder.In("run")]);

    private Figure Figure(string id) => Read().Figures.Single(figure => figure.Id == id);

    private JsonNode Analysis(string network) => JsonNode.Parse(File.ReadAllText(_folder.In("run/analysis.json")))![network]!;
}
