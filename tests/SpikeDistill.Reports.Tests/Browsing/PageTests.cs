using System.Globalization;
using Microsoft.Playwright;
using SpikeDistill.Reports.Charts;
using SpikeDistill.Training;

namespace SpikeDistill.Reports.Tests.Browsing;

/// <summary>The page as people see it, in a real browser.</summary>
public sealed class PageTests(InstalledBrowser browser, WrittenReport written) : IClassFixture<InstalledBrowser>, IClassFixture<WrittenReport>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(375, ColorScheme.Light)]
    [InlineData(375, ColorScheme.Dark)]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    public async Task Every_figure_is_drawn_without_a_complaint_and_without_a_request(int width, ColorScheme scheme)
    {
        IBrowser opener = browser.Browser;
        await using OpenedPage page = await OpenedPage.Open(opener, written.Page, width, scheme);

        Assert.Empty(page.Complaints);
        Assert.Equal([new Uri(written.Page).AbsoluteUri], page.Requests);
        Assert.Equal(written.Report.Figures.Select(figure => figure.Id), await Ids(page, "figure"));
        Assert.Equal(
            written.Report.Figures.Where(figure => figure.Chart is { Kind: not ChartKind.Pictures }).Select(figure => figure.Id),
            await Ids(page, "figure:has(canvas)"));
        Assert.Equal(written.Report.Figures.Where(figure => figure.Pictures.Count > 0).Select(figure => figure.Id), await Ids(page, "figure:has(img)"));
        Assert.True(await page.Page.EvaluateAsync<bool>("() => [...document.images].every(one => one.complete && one.naturalWidth > 0)"));
        Assert.Empty(await page.Page.EvaluateAsync<string[]>(EmptyDrawings));
        int shown = await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
        Assert.True(shown <= width, $"The page is {shown} pixels wide, {width} are there.");
    }

    [Fact]
    public async Task A_measure_of_one_epoch_alone_is_seen()
    {
        IBrowser opener = browser.Browser;
        IEnumerable<EpochMetrics> rare = TestRuns.Epochs(4, 7).Select(epoch => epoch.Epoch < 4 ? epoch with { Evaluation = null } : epoch);
        TestRuns.Write(_folder.In("run"), TestRuns.Student("rare", 7, epochs: 4), rare);
        Report.Read([_folder.In("run")]).WritePage(_folder.In("report.html"));
        await using OpenedPage page = await OpenedPage.Open(opener, _folder.In("report.html"));

        Assert.Empty(await page.Page.EvaluateAsync<string[]>(EmptyDrawings));
    }

    [Fact]
    public async Task The_page_turns_dark_with_the_system_and_its_figures_with_it()
    {
        IBrowser opener = browser.Browser;
        await using OpenedPage page = await OpenedPage.Open(opener, written.Page);
        const string Background = "() => getComputedStyle(document.body).backgroundColor", Drawing = "() => document.querySelector('canvas').toDataURL()";

        string drawing = await page.Page.EvaluateAsync<string>(Drawing);
        Assert.Equal("rgb(255, 255, 255)", await page.Page.EvaluateAsync<string>(Background));

        await page.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await page.Page.WaitForFunctionAsync("before => document.querySelector('canvas').toDataURL() !== before", drawing);
        Assert.Equal("rgb(20, 23, 27)", await page.Page.EvaluateAsync<string>(Background));
    }

    [Fact]
    public async Task Numbers_of_the_page_and_the_csv_that_it_saves_are_those_of_the_figure()
    {
        IBrowser opener = browser.Browser;
        await using OpenedPage page = await OpenedPage.Open(opener, written.Page);

        foreach (Figure figure in written.Report.Figures)
        {
            AssertSame(figure.Table, await page.Table(figure.Id));
            AssertSame(figure.Table, CsvText.Read(await page.Saved(figure.Id)));
        }
    }

    [Fact]
    public async Task A_figures_numbers_are_saved_as_a_file_and_copied_as_a_table()
    {
        IBrowser opener = browser.Browser;
        await using OpenedPage page = await OpenedPage.Open(opener, written.Page);
        await page.Table("accuracy");

        IDownload saved = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.ClickAsync("#accuracy button.csv"));
        Assert.Equal("accuracy.csv", saved.SuggestedFilename);
        AssertSame(written.Report.Figures.Single(figure => figure.Id == "accuracy").Table, CsvText.Read(File.ReadAllText(await saved.PathAsync())));

        await page.Page.ClickAsync("#accuracy button.copy");
        await page.Page.WaitForSelectorAsync("#accuracy button.copy:text('Copied')");
    }

    [Fact]
    public async Task An_interval_stands_in_the_middle_of_its_bar()
    {
        IBrowser opener = browser.Browser;
        await using OpenedPage page = await OpenedPage.Open(opener, written.Page, width: 1100);

        double[][] places = await page.Page.EvaluateAsync<double[][]>(BarsAndIntervals, "layer-firing-rates");

        Assert.Equal(6, places[0].Length);
        Assert.Equal(places[0].Length, places[1].Length);
        Assert.All(places[0].Zip(places[1]), one => Assert.Equal(one.First, one.Second, 1.0));
    }

    [Fact]
    public async Task Bands_lie_within_their_axis()
    {
        IBrowser opener = browser.Browser;
        await using OpenedPage page = await OpenedPage.Open(opener, written.Page);
        Figure[] banded = [.. written.Report.Figures.Where(
            figure => figure.Chart is { Kind: ChartKind.Lines } chart && chart.Series.Any(one => one.Low is not null))];

        Assert.Contains(banded, figure => figure.Chart!.Levels.Count == 0);
        foreach (Figure figure in banded)
        {
            double[] axis = await page.Page.EvaluateAsync<double[]>(
                "id => document.getElementById(id).chart.getModel().getComponent('yAxis').axis.scale.getExtent()", figure.Id);
            Assert.All(
                figure.Chart!.Series.SelectMany(one => new[] { one.Low, one.High }).OfType<int>().SelectMany(column => figure.Table.Columns[column].Numbers!),
                value => Assert.True(value is null || (value >= axis[0] && value <= axis[1]), $"{figure.Id}: {value} is not in [{axis[0]}, {axis[1]}]."));
        }
    }

    /// <summary>The middles of the bars of a figure that have intervals, and the places of these, each from left to right.</summary>
    private const string BarsAndIntervals =
        """
        id => {
          const chart = document.getElementById(id).chart, series = type => chart.getModel().getSeriesByType(type);
          const named = new Set(series('custom').map(one => one.name)), ordered = numbers => numbers.sort((a, b) => a - b);
          const bars = series('bar').filter(one => named.has(one.name)).map(one => one.getData()).flatMap(data => Array.from({ length: data.count() },
            (_, row) => data.getItemLayout(row)).map(bar => bar.x + bar.width / 2));
          const lines = chart.getZr().storage.getDisplayList().filter(one => one.type === 'line' && one.style.lineWidth === 2).map(one => one.shape);
          return [ordered(bars), ordered(lines.filter(line => line.x1 === line.x2 && line.y1 !== line.y2).map(line => line.x1))];
        }
        """;

    /// <summary>Names of the figures in whose drawing nothing has a colour below the legend: axes and letters are grey.</summary>
    private const string EmptyDrawings =
        """
        () => [...document.querySelectorAll('figure:has(canvas)')].filter(figure => {
          let coloured = 0;
          for (const canvas of figure.querySelectorAll('canvas')) {
            const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            for (let i = canvas.width * 50 * devicePixelRatio * 4; i < pixels.length && coloured < 10; i += 4) {
              const red = pixels[i], green = pixels[i + 1], blue = pixels[i + 2], opacity = pixels[i + 3];
              if (opacity > 100 && Math.max(red, green, blue) - Math.min(red, green, blue) > 50) coloured++;
            }
          }
          return coloured < 10;
        }).map(figure => figure.id)
        """;

    private static Task<string[]> Ids(OpenedPage page, string selector)
        => page.Page.EvaluateAsync<string[]>("selector => [...document.querySelectorAll(selector)].map(one => one.id)", selector);

    private static void AssertSame(FigureTable table, IReadOnlyList<IReadOnlyList<string>> shown)
    {
        Assert.Equal(table.Columns.Select(column => column.Name), shown[0]);
        Assert.Equal(table.Rows, shown.Count - 1);
        for (int row = 0; row < table.Rows; row++)
        {
            Assert.All(table.Columns.Zip(shown[row + 1]), cell => AssertSame(cell.First, row, cell.Second));
        }
    }

    private static void AssertSame(Column column, int row, string shown)
    {
        if (column.Numbers is { } numbers)
        {
            Assert.Equal(numbers[row], shown.Length == 0 ? null : double.Parse(shown, CultureInfo.InvariantCulture));
        }
        else
        {
            Assert.Equal(column.Texts![row], shown);
        }
    }
}
