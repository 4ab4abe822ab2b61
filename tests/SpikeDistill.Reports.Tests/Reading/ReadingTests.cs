using System.Text.Json.Nodes;
using SpikeDistill.Catalogs;
using SpikeDistill.Data;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Reports.Reading;
using SpikeDistill.Training;

namespace SpikeDistill.Reports.Tests.Reading;

/// <summary>Folders that are not, or not wholly, what runs leave.</summary>
public sealed class ReadingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_is_not_there_or_holds_no_run_is_refused()
    {
        Directory.CreateDirectory(_folder.In("empty"));

        Assert.Contains("no such folder", Assert.ThrowsAny<RunException>(() => Report.Read([_folder.In("none")])).Message, StringComparison.Ordinal);
        Assert.Contains("holds no run", Assert.ThrowsAny<RunException>(() => Report.Read([_folder.In("empty")])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_are_found_six_folders_down()
    {
        TestRuns.Write(_folder.In("1/2/3/4/5/run"), TestRuns.Student("run", 0, epochs: 1), TestRuns.Epochs(1, 0));

        Assert.Equal([_folder.In("1/2/3/4/5/run")], Report.RunsIn([_folder.Path]));
    }

    [Theory]
    [InlineData("{\"epoch\": 1}", "line 1")]
    [InlineData("nothing", "line 1")]
    [InlineData("null", "line 1")]
    [InlineData("{\"epoch\":7,\"learning_rate\":0,\"loss\":0,\"terms\":[],\"train_accuracy\":0,\"train_seconds\":0,\"stalled_seconds\":0,"
        + "\"peak_tensor_bytes\":0}", "line 1")]
    public void A_damaged_line_leaves_the_run_out_and_says_where(string line, string where)
    {
        TestRuns.Write(_folder.In("runs/whole"), TestRuns.Student("whole", 0, epochs: 1), TestRuns.Epochs(1, 0));
        TestRuns.Write(_folder.In("runs/torn"), TestRuns.Student("torn", 0, epochs: 1), []);
        File.WriteAllText(_folder.In("runs/torn/metrics.jsonl"), line + "\n");

        Report report = Report.Read([_folder.In("runs")]);

        Assert.Equal(1, report.Runs);
        Omission omission = Assert.Single(report.Omissions, one => one.What.EndsWith("torn", StringComparison.Ordinal));
        Assert.Contains(where, omission.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("terms")]
    [InlineData("evaluation/firing_rates")]
    [InlineData("train_evaluation/firing_rates")]
    public void A_line_that_holds_null_where_something_is_to_be_leaves_the_run_out(string list)
    {
        WriteTorn(epoch =>
        {
            epoch["train_evaluation"] = epoch["evaluation"]!.DeepClone();
            JsonNode at = list.Split('/').SkipLast(1).Aggregate((JsonNode)epoch, (node, key) => node[key]!);
            at[list.Split('/')[^1]]!.AsArray().Add(null);
        });

        AssertTornIsLeftOut("holds null");
    }

    [Theory]
    [InlineData(101, 1, "101 terms")]
    [InlineData(1, 10_001, "10001 layers")]
    public void A_line_of_more_terms_or_layers_than_there_are_leaves_the_run_out(int terms, int layers, string told)
    {
        WriteTorn(epoch =>
        {
            epoch["terms"] = new JsonArray([.. Enumerable.Range(0, terms).Select(i => Renamed(epoch["terms"]![0]!, "name", i))]);
            epoch["evaluation"]!["firing_rates"] = new JsonArray(
                [.. Enumerable.Range(0, layers).Select(i => Renamed(epoch["evaluation"]!["firing_rates"]![0]!, "layer", i))]);
        });

        AssertTornIsLeftOut(told);

        static JsonNode Renamed(JsonNode one, string key, int number)
        {
            JsonNode copy = one.DeepClone();
            copy[key] = $"{number}";
            return copy;
        }
    }

    [Fact]
    public void Terms_that_are_others_in_every_epoch_are_not_taken_for_ever()
    {
        WriteTorn(epoch => epoch["terms"]![0]!["name"] = $"term {epoch["epoch"]}", epochs: 200);

        AssertTornIsLeftOut("terms");
    }

    [Fact]
    public void A_network_for_images_of_another_size_has_no_operations_and_is_shown_without_them()
    {
        NetworkDescription description = DescriptionText.Parse(
            """
            name: fixed
            image: {channels: 3, height: 224, width: 224}
            nodes:
              - {name: conv, kind: convolution, outputs: 4, kernel: 3, stride: 32}
              - {name: still, kind: repeat}
              - {name: fires, kind: activation, feature: true}
              - {name: flat, kind: flatten}
              - {name: fc, kind: linear, outputs: 10}
            """);
        NetworkSettings network = NetworkKind.Take(new NetworkSettings { Timesteps = 2 }, description);
        ExperimentSettings settings = TestRuns.Student("fixed", 0, epochs: 1) with { Data = new DataSettings { Source = new Cifar10() }, Network = network };
        TestRuns.Write(_folder.In("run"), settings, TestRuns.Epochs(1, 0));

        Report report = Report.Read([_folder.In("run")]);

        Assert.Equal(1, report.Runs);
        Assert.DoesNotContain(report.Figures, figure => figure.Id == "energy");
    }

    [Fact]
    public void A_line_of_a_hundred_megabytes_is_refused_and_not_parsed()
    {
        TestRuns.Write(_folder.In("run"), TestRuns.Student("run", 0, epochs: 1), []);
        File.WriteAllText(_folder.In("run/metrics.jsonl"), $"{{\"epoch\": \"{new string('9', 100_000_000)}\"}}\n");

        Report report = Report.Read([_folder.In("run")]);

        Assert.Equal(0, report.Runs);
        Assert.Contains("more than the measures of an epoch take", Assert.Single(report.Omissions).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_goes_on_is_read_up_to_its_last_whole_line()
    {
        TestRuns.Write(_folder.In("run"), TestRuns.Student("run", 0, epochs: 9), TestRuns.Epochs(3, 0));
        string file = _folder.In("run/metrics.jsonl"), text = File.ReadAllText(file);
        File.WriteAllText(file, text[..^20]);

        ReportRun run = ReportRun.Read(_folder.In("run"), Catalogs.Catalog.Default);

        Assert.Equal(2, run.Epochs.Count);
    }

    [Fact]
    public void Measures_without_a_recipe_are_a_run_whose_seed_its_name_and_environment_say()
    {
        TestRuns.Write(_folder.In("runs/kept-seed4"), TestRuns.Student("kept", 4, epochs: 2), TestRuns.Epochs(2, 4));
        TestRuns.Write(_folder.In("runs/kept-seed5"), TestRuns.Student("kept", 5, epochs: 2), TestRuns.Epochs(2, 5));
        foreach (string folder in Directory.GetDirectories(_folder.In("runs")))
        {
            File.Delete(Path.Combine(folder, "recipe.yaml"));
            File.WriteAllText(
                Path.Combine(folder, "environment.json"),
                $"{{\"version\":\"1\",\"runtime\":\"\",\"system\":\"\",\"processor\":\"P\",\"simd_bits\":512,\"threads\":2,\"seed\":{folder[^1]},"
                    + "\"started\":\"2026-01-01T00:00:00Z\"}");
        }

        ReportData data = ReportData.Read([_folder.In("runs")], Catalogs.Catalog.Default);

        RunGroup group = Assert.Single(data.Groups);
        Assert.Equal("kept", group.Name);
        Assert.Equal([4L, 5L], group.Runs.Select(run => run.Seed!.Value));
    }

    [Fact]
    public void Runs_that_differ_in_more_than_their_seed_are_groups_of_their_own()
    {
        TestRuns.Write(_folder.In("runs/a"), TestRuns.Student("same", 0, epochs: 2), TestRuns.Epochs(2, 0));
        TestRuns.Write(_folder.In("runs/b"), TestRuns.Student("same", 0, epochs: 3), TestRuns.Epochs(2, 1));

        ReportData data = ReportData.Read([_folder.In("runs")], Catalogs.Catalog.Default);

        Assert.Equal(["same", "same (b)"], data.Groups.Select(group => group.Name));
    }

    [Fact]
    public void Images_are_looked_for_once_for_each_run()
    {
        CountedImages images = new();
        ExperimentSettings settings = TestRuns.Student("counted", 0, epochs: 2) with { Data = new DataSettings { Source = images } };
        ReportRun run = new(_folder.In("run"), TestRuns.Epochs(2, 0), settings, null);

        Report report = Report.Of(new ReportData { Runs = [run], Groups = [new RunGroup("counted", 0, [run])] }, CountedImages.Catalog());

        Assert.Superset(
            new HashSet<string> { "energy", "accumulates", "images-per-second", "time-per-batch" }, report.Figures.Select(figure => figure.Id).ToHashSet());
        Assert.Equal(1, images.Asked);
    }

    [Fact]
    public void Runs_with_different_teachers_are_groups_of_their_own()
    {
        Write("x/tser-seed0", 0, "/teachers/one-seed0");
        Write("y/tser-seed0", 0, "/teachers/other-seed0");

        Assert.Equal([1, 1], Groups().Select(group => group.Runs.Count));
    }

    [Fact]
    public void Teachers_trained_for_each_seed_are_one()
    {
        Write("runs/tser-seed0", 0, "/teachers/one-seed0");
        Write("runs/tser-seed1", 1, "/teachers/one-seed1");
        Write("runs/tser-seed2", 2, "/teachers/one-seed2/weights.safetensors");
        Write("runs/tser-seed3", 3, "/teachers/one-seed3/weights.safetensors");

        Assert.Equal([[0L, 1], [2, 3]], Groups().Select(group => group.Runs.Select(run => run.Seed!.Value)));
    }

    [Fact]
    public void A_teacher_that_was_copied_with_its_runs_is_the_one_beside_them()
    {
        TestRuns.Write(_folder.In("runs/one-seed0"), TestRuns.Student("one", 0, epochs: 3), TestRuns.Epochs(1, 0));
        Write("runs/tser-seed0", 0, "/elsewhere/runs/one-seed0");
        Write("runs/tser-seed1", 1, _folder.In("runs/one-seed0"));
        Write("runs/tser-seed2", 2, "/elsewhere/runs/other-seed0");

        Assert.Equal([[0L], [0L, 1], [2]], Groups().Select(group => group.Runs.Select(run => run.Seed!.Value)));
    }

    private void WriteTorn(Action<JsonObject> tear, int epochs = 1)
    {
        TestRuns.Write(_folder.In("runs/whole"), TestRuns.Student("whole", 0, epochs: 1), TestRuns.Epochs(1, 0));
        TestRuns.Write(_folder.In("runs/torn"), TestRuns.Student("torn", 0, epochs), TestRuns.Epochs(epochs, 0));
        string file = _folder.In("runs/torn/metrics.jsonl");
        JsonObject[] lines = [.. File.ReadLines(file).Select(line => JsonNode.Parse(line)!.AsObject())];
        Array.ForEach(lines, tear);
        File.WriteAllLines(file, lines.Select(line => line.ToJsonString()));
    }

    private void AssertTornIsLeftOut(string why)
    {
        Report report = Report.Read([_folder.In("runs")]);

        Assert.Equal(1, report.Runs);
        Assert.Contains(why, Assert.Single(report.Omissions, one => one.What.EndsWith("torn", StringComparison.Ordinal)).Why, StringComparison.Ordinal);
    }

    private void Write(string place, long seed, string teacher)
        => TestRuns.Write(
            _folder.In(place),
            TestRuns.Student("tser", seed, epochs: 1) with { Teacher = new TeacherSettings { Checkpoint = teacher } },
            TestRuns.Epochs(1, seed));

    private IReadOnlyList<RunGroup> Groups() => ReportData.Read([_folder.Path], Catalogs.Catalog.Default).Groups;
}
