using System.Text.Json.Nodes;
using SpikeDistill.Reports.Charts;

namespace SpikeDistill.Reports.Tests.Figures;

/// <summary>Numbers of figures against the files of the runs, which are read here by other means.</summary>
public sealed class CurveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("accuracy", "small, test", "evaluation.accuracy")]
    [InlineData("accuracy", "small, train", "train_accuracy")]
    [InlineData("training-loss", "small", "loss")]
    [InlineData("evaluation-loss", "small", "evaluation.loss")]
    [InlineData("learning-rate", "small", "learning_rate")]
    [InlineData("term-cross-entropy", "small", "terms.0.value")]
    [InlineData("term-distillation", "small, gradient norm", "terms.1.gradient_norm")]
    [InlineData("images-per-second", "small, seconds", "train_seconds")]
    [InlineData("gradient-norms", "small, distillation", "terms.1.gradient_norm")]
    [InlineData("accuracy-over-time", "accuracy, small", "evaluation.accuracy")]
    public void A_curve_has_the_numbers_of_the_metrics_file(string id, string column, string path)
    {
        TestRuns.Write(_folder.In("small"), TestRuns.Student("small", 0, epochs: 6), TestRuns.Epochs(6, 0));

        Assert.Equal(Measures("small", path), Column(Report.Read([_folder.In("small")]), id, column));
    }

    [Fact]
    public void Seeds_of_one_recipe_are_one_line_with_a_band_and_have_each_a_column()
    {
        for (long seed = 0; seed < 3; seed++)
        {
            TestRuns.Write(_folder.In($"runs/small-seed{seed}"), TestRuns.Student("small", seed, epochs: 6), TestRuns.Epochs(6, seed));
        }

        Report report = Report.Read([_folder.In("runs")]);

        double[][] seeds = [.. Enumerable.Range(0, 3).Select(seed => Measures($"runs/small-seed{seed}", "loss"))];
        Assert.All(seeds.Index(), seed => Assert.Equal(seed.Item, Column(report, "training-loss", $"small, seed {seed.Index}")));
        Assert.Equal(Enumerable.Range(0, 6).Select(row => seeds.Average(seed => seed[row])), Column(report, "training-loss", "small, mean"));
        Assert.Equal(Enumerable.Range(0, 6).Select(row => seeds.Min(seed => seed[row])), Column(report, "training-loss", "small, lowest"));
        Assert.Equal(Enumerable.Range(0, 6).Select(row => seeds.Max(seed => seed[row])), Column(report, "training-loss", "small, highest"));
        Series series = Assert.Single(Figure(report, "training-loss").Chart!.Series);
        Assert.NotNull(series.Low);
    }

    [Fact]
    public void Steps_have_the_accuracies_of_the_last_evaluation_and_the_teachers_line()
    {
        TestRuns.Write(_folder.In("small"), TestRuns.Student("small", 0, epochs: 6), TestRuns.Epochs(6, 0));

        Report report = Report.Read([_folder.In("small")]);

        JsonNode last = JsonNode.Parse(File.ReadLines(_folder.In("small/metrics.jsonl")).Last())!["evaluation"]!;
        Assert.Equal(last["step_accuracies"]!.AsArray().Select(one => (double)one!), Column(report, "step-accuracy", "small, step alone"));
        Assert.Equal(
            [("teacher", 0.9), ("small, mean of all steps", (double)last["accuracy"]!)],
            Figure(report, "step-accuracy").Chart!.Levels.Select(level => (level.Name, level.Value)));
    }

    [Fact]
    public void Images_per_second_follow_from_the_batches_and_the_seconds()
    {
        TestRuns.Write(_folder.In("small"), TestRuns.Student("small", 0, epochs: 3), TestRuns.Epochs(3, 0));

        Assert.Equal(
            Measures("small", "train_seconds").Select(seconds => 640 / seconds), Column(Report.Read([_folder.In("small")]), "images-per-second", "small"));
    }

    private static Figure Figure(Report report, string id) => report.Figures.Single(figure => figure.Id == id);

    private static IEnumerable<double> Column(Report report, string id, string name)
        => Figure(report, id).Table.Columns.Single(column => column.Name == name).Numbers!.Select(value => value!.Value);

    private double[] Measures(string run, string path)
        => [.. File.ReadLines(_folder.In(run + "/metrics.jsonl")).Select(line => path.Split('.').Aggregate(
            JsonNode.Parse(line)!, (node, part) => int.TryParse(part, out int place) ? node[place]! : node[part]!)).Select(value => (double)value)];
}
