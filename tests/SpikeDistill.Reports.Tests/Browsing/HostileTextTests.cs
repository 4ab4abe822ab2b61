using Microsoft.Playwright;
using SpikeDistill.Metrics;
using SpikeDistill.Reports.Charts;
using SpikeDistill.Training;

namespace SpikeDistill.Reports.Tests.Browsing;

/// <summary>What runs say of themselves stays text, whatever it is.</summary>
public sealed class HostileTextTests(InstalledBrowser browser) : IClassFixture<InstalledBrowser>, IDisposable
{
    private const string Script = "</script><script>alert(1)</script><img src=x onerror=alert(2)>{a|b}\"'`--><!--";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Scripts_in_names_recipes_and_measures_are_shown_and_not_run()
    {
        IBrowser opener = browser.Browser;
        Write(Script);
        await using OpenedPage page = await OpenedPage.Open(opener, _folder.In("report.html"));

        Assert.Empty(page.Complaints);
        Assert.Single(page.Requests);
        Assert.Equal(0, await page.Page.EvaluateAsync<int>("() => document.querySelectorAll('img:not([src^=\"data:\"])').length"));
        Assert.Equal(2, await page.Page.EvaluateAsync<int>("() => [...document.scripts].filter(one => one.type !== 'application/json').length"));
        Assert.Contains(FolderName, (await page.Table("results"))[1]);
        Assert.Contains(Script, await page.Page.TextContentAsync("main"), StringComparison.Ordinal);
        Assert.Contains(FolderName, await page.Page.TextContentAsync("main ul"), StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_ends_the_element_that_it_stands_in()
    {
        Write(Script).WriteFigures(_folder.In("figures"));

        string page = File.ReadAllText(_folder.In("report.html"));

        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
        Assert.DoesNotContain("--><!--", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_of_a_million_characters_and_numbers_that_are_none_are_shown()
    {
        IBrowser opener = browser.Browser;
        EpochMetrics epoch = Hostile(new string('x', 1_000_000));
        Write("long", [epoch, epoch with { Epoch = 2, Loss = double.NaN, LearningRate = double.PositiveInfinity }]).WriteFigures(_folder.In("figures"));
        await using OpenedPage page = await OpenedPage.Open(opener, _folder.In("report.html"), width: 375);

        Assert.Empty(page.Complaints);
        Assert.Equal("NaN", (await page.Table("training-loss"))[2][1]);
        Assert.Equal("Infinity", (await page.Table("learning-rate"))[2][1]);
        Assert.True(new FileInfo(_folder.In("report.html")).Length < 5_000_000);
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")", "'=HYPERLINK(\"http://x\",\"y\")")]
    [InlineData("@a\tb\r\nc", "'@a b c")]
    public async Task Texts_are_no_formulas_in_a_spreadsheet_and_stay_in_their_cells(string text, string copied)
    {
        IBrowser opener = browser.Browser;
        Figure figure = Write("formula", [Hostile(text)]).Figures.Single(one => one.Id == "layer-firing-rates");
        await using OpenedPage page = await OpenedPage.Open(opener, _folder.In("report.html"));

        Assert.Equal("'" + text, CsvText.Read(figure.Table.Csv())[1][0]);
        Assert.Equal("'" + text, CsvText.Read(await page.Saved(figure.Id))[1][0]);
        string[][] lines = [.. (await page.Copied(figure.Id)).Split('\n').Select(line => line.Split('\t'))];
        Assert.Equal([copied, "0.5"], lines[1]);
        Assert.Equal(text, (await page.Table(figure.Id))[1][0]);
    }

    private static string FolderName => Script.Replace('/', '_');

    /// <summary>Measures that say the text wherever they say one.</summary>
    private static EpochMetrics Hostile(string text)
    {
        EpochMetrics epoch = TestRuns.Epochs(1, 0)[0];
        return epoch with
        {
            Terms = [epoch.Terms[0] with { Name = text }],
            Evaluation = epoch.Evaluation! with { Split = text, FiringRates = [new LayerRate(text, 8, 0.5)] },
        };
    }

    /// <summary>Writes a run whose measures alone were kept, and one whose recipe is refused for its name.</summary>
    private Report Write(string text, IReadOnlyList<EpochMetrics>? epochs = null)
    {
        string kept = _folder.In($"runs/{text.Replace('/', '_')}"), refused = _folder.In($"runs/refused {text.Replace('/', '_')}");
        TestRuns.Write(kept, TestRuns.Student("kept", 0, epochs: 1), epochs ?? [Hostile(text)]);
        File.Delete(Path.Combine(kept, "recipe.yaml"));
        TestAnalyses.Write(kept, Script);
        TestRuns.Write(refused, TestRuns.Student("x", 0, epochs: 1) with { Name = Script }, TestRuns.Epochs(1, 0));
        Report report = Report.Read([_folder.In("runs")]);
        Assert.Equal(1, report.Runs);
        report.WritePage(_folder.In("report.html"));
        return report;
    }
}
