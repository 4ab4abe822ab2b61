using System.Text.Json.Nodes;
using Microsoft.Playwright;
using SkiaSharp;
using SpikeDistill.Reports.Tests;
using SpikeDistill.Reports.Tests.Browsing;
using SpikeDistill.Training;
using SpikeDistill.Watch.Tests.Trying;

namespace SpikeDistill.Watch.Tests.Browsing;

/// <summary>The pages as people see them, in a real browser.</summary>
public sealed class ViewTests(InstalledBrowser browser) : IClassFixture<InstalledBrowser>
{
    private const string Script = "<script>alert(1)</script><img src=x onerror=alert(2)>{a|b}\"'`--><!--";

    [Theory]
    [InlineData(375, ColorScheme.Light)]
    [InlineData(375, ColorScheme.Dark)]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    public async Task List_comparison_and_trial_are_shown_without_a_complaint_and_without_a_foreign_request(int width, ColorScheme scheme)
    {
        IBrowser opener = browser.Browser;
        await using WatchedPlace place = await WatchedPlace.Open();
        TrainedRuns.Train(place.In("teacher"), place.In("student"));
        place.Write("a-run-with-a-name-that-is-as-long-as-names-of-runs-become-when-everything-is-in-them");
        await using WatchedPage page = await WatchedPage.Open(opener, place.Server.Address, width: width, scheme: scheme);

        await page.Page.WaitForSelectorAsync(".run");
        Assert.Equal(3, await page.Page.Locator(".run").CountAsync());
        await page.AssertFits(width);

        await page.Page.CheckAsync("[data-run=teacher] input");
        await page.Page.CheckAsync("[data-run=student] input");
        await page.Page.ClickAsync("button:text('Compare 2')");
        await page.DrawAll();
        await page.AssertFits(width);
        Assert.Equal(2, await page.Page.Locator(".run").CountAsync());

        await page.Page.ClickAsync("[data-run=student] >> text=Try an image");
        await page.Page.SetInputFilesAsync(
            "input[type=file]",
            new FilePayload { Name = "picture.png", MimeType = "image/png", Buffer = TrialTests.Picture(SKEncodedImageFormat.Png) });
        await page.Page.WaitForSelectorAsync("#raster-student");
        await page.DrawAll();
        await page.AssertFits(width);
        Assert.True(await page.Page.EvaluateAsync<bool>("() => document.querySelector('.tried img').naturalWidth === 32"));
        Assert.Equal(
            scheme == ColorScheme.Dark ? "rgb(20, 23, 27)" : "rgb(255, 255, 255)",
            await page.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"));

        Assert.Empty(page.Complaints);
        Assert.Equal([place.Server.Address.Authority], page.Hosts);
    }

    [Fact]
    public async Task A_picture_that_is_dropped_is_tried_and_one_that_is_none_is_told()
    {
        IBrowser opener = browser.Browser;
        await using WatchedPlace place = await WatchedPlace.Open();
        TrainedRuns.Train(place.In("teacher"), place.In("student"));
        await using WatchedPage page = await WatchedPage.Open(opener, place.Server.Address, "#try?run=student");
        await page.Page.WaitForSelectorAsync(".drop");
        const string Drop =
            """
            bytes => {
              const data = new DataTransfer();
              data.items.add(new File([Uint8Array.from(bytes)], 'dropped.png'));
              document.querySelector('.drop').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
            }
            """;

        await page.Page.EvaluateAsync(Drop, TrialTests.Picture(SKEncodedImageFormat.Png).Select(value => (int)value).ToArray());
        await page.Page.WaitForSelectorAsync("text=its teacher says");

        await page.Page.EvaluateAsync(Drop, new[] { 60, 98, 62 });
        await page.Page.WaitForSelectorAsync("#trouble:text('it is no')");
    }

    [Fact]
    public async Task Scripts_in_names_recipes_and_measures_are_shown_and_not_run()
    {
        IBrowser opener = browser.Browser;
        await using WatchedPlace place = await WatchedPlace.Open();
        string name = Script.Replace('/', '_');
        EpochMetrics epoch = TestRuns.Epochs(1, 0)[0];
        epoch = epoch with { Terms = [epoch.Terms[0] with { Name = Script }], Evaluation = epoch.Evaluation! with { Split = Script } };
        TestRuns.Write(place.In(name), TestRuns.Student("kept", 0, epochs: 1), [epoch]);
        File.Delete(place.In($"{name}/recipe.yaml"));
        TestRuns.Write(place.In("refused " + name), TestRuns.Student("x", 0, epochs: 1) with { Name = Script }, [epoch]);
        TestRuns.Write(place.In("odd"), TestRuns.Student("x", 0, epochs: 1), [epoch]);
        File.AppendAllText(place.In("odd/metrics.jsonl"), Script + "\n");
        await using WatchedPage page = await WatchedPage.Open(opener, place.Server.Address);

        await page.Page.WaitForSelectorAsync(".run");
        Assert.Contains(Script, await page.Page.TextContentAsync("main"), StringComparison.Ordinal);
        await page.Page.CheckAsync($".run:has-text('{name[..20]}') >> nth=0 >> input");
        await page.Page.ClickAsync("button:text('Compare 1')");
        await page.DrawAll();

        Assert.Empty(page.Complaints);
        Assert.Equal(0, await page.Page.EvaluateAsync<int>("() => document.querySelectorAll('main script, img:not([src^=\"data:\"])').length"));
        Assert.Equal(3, await page.Page.EvaluateAsync<int>("() => document.scripts.length"));
    }

    [Fact]
    public async Task A_run_whose_numbers_make_no_share_and_folders_that_are_left_out_do_not_empty_the_list()
    {
        IBrowser opener = browser.Browser;
        await using WatchedPlace place = await WatchedPlace.Open();
        place.Write("a");
        place.Write("b");
        place.Write("1/2/3/4/5/6/deep");
        await using WatchedPage page = await WatchedPage.Open(opener, place.Server.Address);
        JsonObject list = await place.Json("/api/runs");
        foreach (JsonNode? run in list["runs"]!.AsArray())
        {
            run!["progress"] = JsonNode.Parse("""{"batch": {"epoch": 1, "epochs": 0, "phase": "train", "batch": 0, "batches": 0, "accuracy": 0}}""");
        }

        await page.Page.RouteAsync(
            "**/api/runs", route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "application/json", Body = list.ToJsonString() }));
        await page.Page.ReloadAsync();

        await page.Page.WaitForSelectorAsync("[data-run=b]");
        Assert.Equal(2, await page.Page.Locator(".run").CountAsync());
        Assert.Contains("1/2/3/4/5/6: ", await page.Page.TextContentAsync("main"), StringComparison.Ordinal);
        Assert.True(await page.Page.Locator("#trouble").IsHiddenAsync());
    }
}
