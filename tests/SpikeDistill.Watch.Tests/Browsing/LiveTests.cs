using System.Net;
using Microsoft.Playwright;
using SpikeDistill.Reports.Tests.Browsing;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Watch.Tests.Browsing;

/// <summary>The page under a training that really runs.</summary>
public sealed class LiveTests(InstalledBrowser browser) : IClassFixture<InstalledBrowser>
{
    private const int Epochs = 100_000;
    private const string Rows = "() => document.getElementById('accuracy')?.figure?.rows ?? 0";

    [Fact]
    public async Task Curves_move_without_reload_and_the_run_is_stopped_and_gone_on_with()
    {
        IBrowser opener = browser.Browser;
        await using WatchedPlace place = await WatchedPlace.Open();
        using CancellationTokenSource end = new();
        Task training = Train(place, end.Token);
        try
        {
            await using WatchedPage page = await WatchedPage.Open(opener, place.Server.Address);
            await page.Page.WaitForSelectorAsync("[data-run=student] .state.training");
            await page.Page.WaitForSelectorAsync("[data-run=student] >> text=/epoch \\d+\\/100000 · .* left/");
            await page.Page.ClickAsync("[data-run=student] >> text=Figures");
            await page.DrawAll();
            await page.Page.EvaluateAsync("() => { window.kept = document.getElementById('accuracy'); }");
            int before = await page.Page.EvaluateAsync<int>(Rows);
            string drawing = await page.Page.EvaluateAsync<string>("() => document.querySelector('#accuracy canvas').toDataURL()");

            await page.Page.WaitForFunctionAsync($"before => ({Rows})() > before", before);
            await page.Page.WaitForFunctionAsync("before => document.querySelector('#accuracy canvas').toDataURL() !== before", drawing);
            Assert.True(await page.Page.EvaluateAsync<bool>("() => document.getElementById('accuracy') === window.kept"));

            await page.Page.ClickAsync("[data-run=student] button:text('Stop')");
            await Assert.ThrowsAsync<RunStoppedException>(() => training);
            await page.Page.WaitForSelectorAsync("[data-run=student] .state.stopped");
            Assert.Empty(page.Complaints);
            Assert.Equal([place.Server.Address.Authority], page.Hosts);
        }
        finally
        {
            await end.CancelAsync();
            await ((Task)Task.WhenAny(training)).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }

        RunFolder stopped = RunFolder.Open(place.In("student"));
        Assert.InRange(stopped.FinishedEpochs, 1, Epochs - 1);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await place.Ask("/api/stop?run=student", HttpMethod.Post, headers: ("X-SpikeDistill", "1"))).Status);
        using CancellationTokenSource again = new();
        Task resumed = Train(place, again.Token);
        while ((string)(await place.List())["student"]["state"]! != "training" && !resumed.IsCompleted)
        {
            await Task.Delay(20);
        }

        await again.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => resumed);
        Assert.True(RunFolder.Open(place.In("student")).FinishedEpochs >= stopped.FinishedEpochs);
    }

    private static Task Train(WatchedPlace place, CancellationToken token)
        => Task.Factory.StartNew(
            () => TrainedRuns.Train(place.In("teacher"), place.In("student"), Epochs, token: token), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
}
