using Microsoft.Playwright;

namespace SpikeDistill.Watch.Tests.Browsing;

/// <summary>The page in the browser; remembers what went wrong and what was asked for.</summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [], _hosts = [];

    private WatchedPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) => _complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => _complaints.Add(error);
        page.Dialog += (_, dialog) => _complaints.Add($"dialog: {dialog.Message}");
        page.Request += (_, request) => _hosts.Add(request.Url.StartsWith("data:", StringComparison.Ordinal) ? "" : new Uri(request.Url).Authority);
    }

    public IPage Page { get; }

    /// <summary>Everything that was said on the console, failed, or asked the reader something.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>All hosts that were asked.</summary>
    public IEnumerable<string> Hosts => _hosts.Where(host => host.Length > 0).Distinct(StringComparer.Ordinal);

    public static async Task<WatchedPage> Open(
        IBrowser browser, Uri address, string place = "", int width = 1440, ColorScheme scheme = ColorScheme.Light)
    {
        IBrowserContext context = await browser.NewContextAsync(
            new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 }, ColorScheme = scheme });
        WatchedPage opened = new(context, await context.NewPageAsync());
        await opened.Page.GotoAsync(new Uri(address, place).AbsoluteUri);
        return opened;
    }

    /// <summary>Scrolls through the page, so that every figure was in sight and is drawn.</summary>
    public async Task DrawAll()
    {
        await Page.WaitForSelectorAsync("figure");
        foreach (IElementHandle figure in await Page.QuerySelectorAllAsync("figure"))
        {
            await figure.ScrollIntoViewIfNeededAsync();
        }

        await Page.WaitForFunctionAsync("() => [...document.querySelectorAll('.chart')].every(one => one.dataset.drawn)");
    }

    /// <summary>Refuses a page that is wider than what shows it.</summary>
    public async Task AssertFits(int width)
    {
        int shown = await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
        Assert.True(shown <= width, $"The page is {shown} pixels wide, {width} are there.");
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
