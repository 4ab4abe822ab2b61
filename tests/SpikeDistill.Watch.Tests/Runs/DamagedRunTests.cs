using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace SpikeDistill.Watch.Tests.Runs;

/// <summary>Runs that are damaged, or were made to do harm: the others are shown as ever.</summary>
public sealed class DamagedRunTests
{
    private const string Elsewhere = "another-machine";

    [Theory]
    [InlineData("""{"epoch":1,"terms":[],"evaluation":{"split":"\ud800","accuracy":0.5}}""")]
    [InlineData("""{"epoch":1,"terms":[],"evaluation":{"\ud800":1,"split":"test","accuracy":0.5}}""")]
    [InlineData("""{"\ud800":1,"epoch":1,"terms":[]}""")]
    [InlineData("{\"epoch\":1,\"terms\":[],\"evaluation\":{\"split\":\"te\u00ffst\",\"accuracy\":0.5}}")]
    public async Task Text_that_is_none_makes_one_run_unreadable(string line)
    {
        await using WatchedPlace place = await WatchedPlace.Open();
        place.Write("a");
        place.Write("b");
        File.WriteAllBytes(place.In("a/metrics.jsonl"), Encoding.Latin1.GetBytes(line + "\n"));

        Dictionary<string, JsonObject> runs = await place.List();

        Assert.Equal("unreadable", (string)runs["a"]["state"]!);
        Assert.Contains("its line 1 ('", (string)runs["a"]["problem"]!, StringComparison.Ordinal);
        Assert.Equal("stopped", (string)runs["b"]["state"]!);
    }

    [Fact]
    public async Task What_fails_for_one_run_alone_leaves_the_others_listed_and_drawn()
    {
        await using WatchedPlace place = await WatchedPlace.Open(catalog: FaultyImages.Catalog());
        place.Write("b");
        WriteRecipe(place, $"{{set: faulty, fault: {FaultyImages.WhenRead}}}");

        Dictionary<string, JsonObject> runs = await place.List();
        JsonObject report = await place.Json("/api/report?run=a&run=b");

        Assert.Equal(("unreadable", "stopped"), ((string)runs["a"]["state"]!, (string)runs["b"]["state"]!));
        Assert.Equal("a", (string)report["omissions"]![0]!["what"]!);
        Assert.NotEmpty(report["figures"]!.AsArray());
        Assert.DoesNotContain(FaultyImages.Inside, runs["a"].ToJsonString() + report["omissions"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fails_for_a_request_is_answered_with_a_sentence_that_tells_nothing_of_the_inside()
    {
        await using WatchedPlace place = await WatchedPlace.Open(catalog: FaultyImages.Catalog());
        WriteRecipe(place, $"{{set: faulty, fault: {FaultyImages.WhenWritten}}}");

        (HttpStatusCode status, string text) = await place.Ask("/api/report?run=a");

        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.EndsWith(".", text, StringComparison.Ordinal);
        Assert.DoesNotContain(FaultyImages.Inside, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,\"epochs\":3", "4,\"batches\":5", 0, true)]
    [InlineData("1,\"epochs\":3", "4,\"batches\":5", 60, true)]
    [InlineData("1,\"epochs\":3", "4,\"batches\":5", 3600, false)]
    [InlineData("1,\"epochs\":3", "0,\"batches\":0", 0, false)]
    [InlineData("1,\"epochs\":3", "6,\"batches\":5", 0, false)]
    [InlineData("1,\"epochs\":3", "-1,\"batches\":5", 0, false)]
    [InlineData("1,\"epochs\":0", "4,\"batches\":5", 0, false)]
    [InlineData("4,\"epochs\":3", "4,\"batches\":5", 0, false)]
    [InlineData("0,\"epochs\":3", "4,\"batches\":5", 0, false)]
    public async Task Progress_that_cannot_be_is_none(string epoch, string batch, int secondsAhead, bool isTraining)
    {
        await using WatchedPlace place = await WatchedPlace.Open();
        place.Write("a");
        string written = DateTime.UtcNow.AddSeconds(secondsAhead).ToString("O");
        File.WriteAllText(
            place.In("a/progress.json"),
            $$$"""
            {"batch":{"epoch":{{{epoch}}},"phase":"train","batch":{{{batch}}},"batch_size":8,"loss":1,"accuracy":0.5},"written":"{{{written}}}",
            "machine":"{{{Elsewhere}}}","process_id":1,"process_started":"2026-01-01T00:00:00Z"}
            """);

        Assert.Equal(isTraining ? "training" : "stopped", (string)(await place.List())["a"]["state"]!);
    }

    private static void WriteRecipe(WatchedPlace place, string data)
    {
        place.Write("a");
        File.WriteAllText(place.In("a/recipe.yaml"), $"name: a\ndata: {data}\ntraining: {{epochs: 3, batch_size: 100}}\n");
    }
}
