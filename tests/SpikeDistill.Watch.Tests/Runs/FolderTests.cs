using System.Net;
using System.Text.Json.Nodes;
using SpikeDistill.Catalogs;
using SpikeDistill.Images;
using SpikeDistill.Reports.Tests;
using SpikeDistill.Training;

namespace SpikeDistill.Watch.Tests.Runs;

/// <summary>The list and the figures of runs, and that nothing outside of the folder is read for them.</summary>
public sealed class FolderTests
{
    private const string Secret = "root:secret-of-another-file";

    [Fact]
    public async Task Runs_are_listed_with_what_they_are_and_where_they_stand()
    {
        await using WatchedPlace place = await WatchedPlace.Open();
        place.Write("a", epochs: 2, planned: 3);
        place.Write("compared/runs/b", epochs: 3, planned: 3);
        Directory.CreateDirectory(place.In("empty"));

        Dictionary<string, JsonObject> runs = await place.List();

        Assert.Equal(["a", "compared/runs/b"], runs.Keys);
        Assert.Equal("stopped", (string)runs["a"]["state"]!);
        Assert.Equal("finished", (string)runs["compared/runs/b"]["state"]!);
        double[] accuracies = [.. TestRuns.Epochs(2, 1).Select(epoch => epoch.Evaluation!.Accuracy)];
        Assert.Equal(accuracies.Max(), (double)runs["a"]["best_accuracy"]!);
        Assert.Equal(accuracies[^1], (double)runs["a"]["last_accuracy"]!);
        Assert.Equal((2, 3, "tser"), ((int)runs["a"]["finished_epochs"]!, (int)runs["a"]["epochs"]!, (string)runs["a"]["method"]!));
    }

    [Fact]
    public async Task Figures_are_those_of_the_report_and_are_sent_again_only_when_a_run_changed()
    {
        await using WatchedPlace place = await WatchedPlace.Open();
        place.Write("a");
        place.Write("b");
        string expected = string.Join(' ', Reports.Report.Read([place.Runs]).Figures.Select(figure => figure.Id));

        JsonObject first = await place.Json("/api/report?run=a&run=b");
        Assert.Equal(expected, string.Join(' ', first["figures"]!.AsArray().Select(figure => (string)figure!["id"]!)));

        string again = $"/api/report?run=a&run=b&since={first["version"]}";
        Assert.Null((await place.Json(again))["figures"]);
        place.Write("b", epochs: 3);
        Assert.NotNull((await place.Json(again))["figures"]);
    }

    [Fact]
    public async Task Figures_of_a_comparison_are_sent_again_when_its_table_changed()
    {
        await using WatchedPlace place = await WatchedPlace.Open();
        place.Write("compared/runs/a", epochs: 3, planned: 3);
        File.WriteAllText(place.In("compared/table.json"), Table("0.5"));
        string asked = "/api/report?run=compared/runs/a", again = $"{asked}&since={(await place.Json(asked))["version"]}";
        Assert.Null((await place.Json(again))["figures"]);

        File.WriteAllText(place.In("compared/table.json"), Table("0.625"));

        Assert.Contains("0.625", (await place.Json(again))["figures"]!.ToJsonString(), StringComparison.Ordinal);

        static string Table(string mean) => """
            {"name": "compared", "variants": [{"name": "base", "measures": {"accuracy": {"count": 1, "mean": MEAN, "deviation": null}}}]}
            """.Replace("MEAN", mean, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../runs/a")]
    [InlineData("a/../a")]
    [InlineData("./a")]
    [InlineData("a/")]
    [InlineData("%2e%2e/outside")]
    [InlineData("..%2foutside")]
    [InlineData("/etc")]
    [InlineData("a%00")]
    [InlineData("a/metrics.jsonl")]
    [InlineData("")]
    [InlineData("linked")]
    public async Task A_run_is_known_by_its_place_in_the_list_alone(string id)
    {
        await using WatchedPlace place = await WatchedPlace.Open();
        place.Write("a");
        TestRuns.Write(place.Outside("outside"), TestRuns.Student("outside", 1, 2), TestRuns.Epochs(1, 1));
        Directory.CreateSymbolicLink(place.In("linked"), place.Outside("outside"));

        Assert.Equal(HttpStatusCode.NotFound, (await place.Ask($"/api/report?run={id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await place.Ask($"/api/try?run={id}", HttpMethod.Post, headers: ("X-SpikeDistill", "1"))).Status);
        Assert.Equal(["a"], (await place.List()).Keys);
    }

    [Theory]
    [InlineData("/runs/a/metrics.jsonl")]
    [InlineData("/../secret")]
    [InlineData("/%2e%2e/secret")]
    [InlineData("/watch.js/../../secret")]
    [InlineData("/a/recipe.yaml")]
    public async Task No_file_is_served(string address)
    {
        await using WatchedPlace place = await WatchedPlace.Open();
        place.Write("a");
        File.WriteAllText(place.Outside("secret"), Secret);

        Assert.Equal(HttpStatusCode.NotFound, (await place.Ask(address)).Status);
    }

    [Theory]
    [InlineData("metrics.jsonl")]
    [InlineData("recipe.yaml")]
    [InlineData("environment.json")]
    [InlineData("analysis.json")]
    [InlineData("weights.safetensors")]
    public async Task A_file_of_a_run_that_leads_elsewhere_is_not_read(string name)
    {
        await using WatchedPlace place = await WatchedPlace.Open();
        place.Write("a");
        File.WriteAllText(place.Outside("secret"), Secret + "\n");
        File.Delete(place.In($"a/{name}"));
        File.CreateSymbolicLink(place.In($"a/{name}"), place.Outside("secret"));

        (HttpStatusCode status, string list) = await place.Ask("/api/runs");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("is a link", list, StringComparison.Ordinal);
        string all = list + (await place.Ask("/api/report?run=a")).Text;
        Assert.DoesNotContain("secret-of", all, StringComparison.Ordinal);
        Assert.Equal("unreadable", (string)(await place.List())["a"]["state"]!);
    }

    [Theory]
    [InlineData("description")]
    [InlineData("\"descr\\u0069ption\"")]
    public async Task A_recipe_that_names_another_file_is_refused_before_that_is_opened(string key)
    {
        await using WatchedPlace place = await WatchedPlace.Open();
        place.Write("a");
        File.WriteAllText(place.Outside("secret"), Secret);
        File.WriteAllText(place.In("a/recipe.yaml"), $"name: a\ndata: synthetic\nnetwork: {{{key}: {place.Outside("secret")}}}\n");

        (_, string list) = await place.Ask("/api/runs");

        Assert.Contains("names a file for its network", list, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of", list, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"description": "SECRET"}""", true)]
    [InlineData("""{"description": "SECRET"}""", false)]
    [InlineData("""{"descr\u0069ption": "SECRET"}""", false)]
    [InlineData("""{"description": {"name": "twice"}, "description": "SECRET"}""", false)]
    [InlineData("""{}, "network": {"description": "SECRET"}""", false)]
    public async Task Settings_of_an_older_version_that_name_another_file_are_refused_before_that_is_opened(string network, bool besideRecipe)
    {
        await using WatchedPlace place = await WatchedPlace.Open();
        place.Write("a");
        File.WriteAllText(place.Outside("secret"), Secret);
        string json = network.Replace("SECRET", place.Outside("secret"), StringComparison.Ordinal);
        File.WriteAllText(place.In("a/settings.json"), $$$"""{"name": "a",{{{new string(' ', 2 << 20)}}}"network": {{{json}}} }""");
        if (!besideRecipe)
        {
            File.Delete(place.In("a/recipe.yaml"));
        }

        (_, string list) = await place.Ask("/api/runs");

        Assert.Contains("names a file for its network", list, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of", list, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("recipe.yaml")]
    [InlineData("settings.json")]
    public async Task A_recipe_that_is_larger_than_any_is_not_read(string name)
    {
        await using WatchedPlace place = await WatchedPlace.Open();
        place.Write("a");
        using (FileStream file = File.Create(place.In($"a/{name}")))
        {
            file.SetLength((16 << 20) + 1);
        }

        Assert.Contains("which no recipe has", (string)(await place.List())["a"]["problem"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("imagenet")]
    [InlineData("cifar10dvs")]
    [InlineData("n-mnist")]
    [InlineData("n-caltech101")]
    [InlineData("dvs-gesture")]
    [InlineData("shd")]
    [InlineData("ssc")]
    public async Task Of_a_published_set_in_a_folder_what_is_published_is_shown_and_the_folder_is_not_looked_into(string set)
    {
        Catalog catalog = new();
        catalog.DataSets.Add(PictureFolder.ImageNetEntry);
        await using WatchedPlace place = await WatchedPlace.Open(catalog: catalog);

        // Whoever looks for the files finds none.
        string folder = Directory.CreateDirectory(place.Outside("photos")).FullName;
        place.Write("a");
        File.WriteAllText(
            place.In("a/recipe.yaml"), $"name: a\ndata: {{set: {set}, path: {folder}}}\ntraining: {{epochs: 3, batch_size: 100}}\n");

        JsonObject report = await place.Json("/api/report?run=a");

        Assert.Contains("images-per-second", report["figures"]!.AsArray().Select(figure => (string)figure!["id"]!));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public async Task Numbers_that_are_none_and_lines_that_are_no_measures_are_told()
    {
        await using WatchedPlace place = await WatchedPlace.Open();
        place.Write("named");
        place.Write("bare");
        File.WriteAllText(
            place.In("named/metrics.jsonl"),
            System.Text.RegularExpressions.Regex.Replace(
                File.ReadAllText(place.In("named/metrics.jsonl")), "\"loss\":[^,]*", "\"loss\":\"NaN\"", default, TimeSpan.FromSeconds(1)));
        File.WriteAllText(place.In("bare/metrics.jsonl"), "{\"epoch\":1,\"loss\":NaN}\n");

        Dictionary<string, JsonObject> runs = await place.List();

        Assert.Equal("stopped", (string)runs["named"]["state"]!);
        Assert.Contains("NaN", (await place.Ask("/api/report?run=named")).Text, StringComparison.Ordinal);
        Assert.Equal("unreadable", (string)runs["bare"]["state"]!);
        Assert.Contains("line 1", (string)runs["bare"]["problem"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_tells_of_measures_what_reading_all_of_them_tells()
    {
        await using WatchedPlace place = await WatchedPlace.Open();
        EpochMetrics[] epochs = [.. TestRuns.Epochs(6, 4).Select(epoch => epoch.Epoch % 2 == 0 ? epoch : epoch with { Evaluation = null })];
        TestRuns.Write(place.In("sparse"), TestRuns.Student("sparse", 1, 6), epochs);
        TestRuns.Write(place.In("none"), TestRuns.Student("none", 1, 6), epochs[..1]);
        TestRuns.Write(place.In("turned"), TestRuns.Student("turned", 1, 6), epochs);
        string[] lines = File.ReadAllLines(place.In("turned/metrics.jsonl"));
        File.WriteAllLines(place.In("turned/metrics.jsonl"), lines.Select(Turned));

        Dictionary<string, JsonObject> runs = await place.List();

        double[] accuracies = [.. epochs.Where(epoch => epoch.Evaluation is not null).Select(epoch => epoch.Evaluation!.Accuracy)];
        foreach (string name in (string[])["sparse", "turned"])
        {
            Assert.Equal((6, "finished"), ((int)runs[name]["finished_epochs"]!, (string)runs[name]["state"]!));
            Assert.Equal((accuracies.Max(), accuracies[^1]), ((double)runs[name]["best_accuracy"]!, (double)runs[name]["last_accuracy"]!));
            Assert.Equal("test", (string)runs[name]["split"]!);
        }

        Assert.Equal((1, null, null), ((int)runs["none"]["finished_epochs"]!, runs["none"]["best_accuracy"], runs["none"]["split"]));
    }

    [Theory]
    [InlineData("{\"epoch\":2,\"terms\":[]}")]
    [InlineData("{\"epoch\":1,\"terms\":{}}")]
    [InlineData("{\"epoch\":1,\"loss\":0}")]
    [InlineData("[1]")]
    [InlineData("{\"epoch\":1,\"terms\":[],\"evaluation\":[0.5]}")]
    [InlineData("{\"epoch\":1,\"terms\":[],\"evaluation\":{\"split\":\"test\"}}")]
    [InlineData("{\"epoch\":1,\"terms\":[],\"evaluation\":{\"split\":\"test\",\"accuracy\":\"high\"}}")]
    [InlineData("{\"epoch\":1,\"terms\":[],\"evaluation\":{\"split\":\"test\",\"accuracy\":0.5,\"loss\":1")]
    public async Task A_line_that_is_not_that_of_its_epoch_makes_a_run_unreadable(string line)
    {
        await using WatchedPlace place = await WatchedPlace.Open();
        place.Write("a");
        File.WriteAllText(place.In("a/metrics.jsonl"), line + "\n");

        JsonObject run = (await place.List())["a"];

        Assert.Equal("unreadable", (string)run["state"]!);
        Assert.Contains("its line 1 ('", (string)run["problem"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_a_run_itself_is_one_run_and_one_that_is_gone_is_none()
    {
        await using WatchedPlace place = await WatchedPlace.Open();
        TestRuns.Write(place.Runs, TestRuns.Student("alone", 1, 2), TestRuns.Epochs(1, 1));
        Assert.Equal(["."], (await place.List()).Keys);
        Assert.NotNull((await place.Json("/api/report?run=."))["figures"]);

        Directory.Delete(place.Runs, recursive: true);
        Assert.Empty(await place.List());
    }

    [Fact]
    public async Task So_many_runs_as_are_drawn_together_are_bounded()
    {
        await using WatchedPlace place = await WatchedPlace.Open();
        Assert.Equal(HttpStatusCode.BadRequest, (await place.Ask("/api/report")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await place.Ask("/api/report?" + string.Join('&', Enumerable.Range(0, 51).Select(i => $"run={i}")))).Status);
    }

    /// <summary>A line of measures with its keys, and those of its evaluation, in the opposite order.</summary>
    private static string Turned(string line)
    {
        JsonObject epoch = Reversed(JsonNode.Parse(line)!.AsObject());
        epoch["evaluation"] = epoch["evaluation"] is JsonObject evaluation ? Reversed(evaluation) : null;
        return epoch.ToJsonString();

        static JsonObject Reversed(JsonObject one) => new(one.Reverse().Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));
    }
}
