using Microsoft.Playwright;

namespace SpikeDistill.Reports.Tests.Browsing;

/// <summary>A report in the browser, scrolled through once, so that every figure was in sight; remembers what went wrong and what was asked for.</summary>
internal sealed class OpenedPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];
    private readonly List<string> _requests = [];

    private OpenedPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) => _complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => _complaints.Add(error);
        page.Dialog += (_, dialog) => _complaints.Add($"dialog: {dialog.Message}");
        page.Request += (_, request) => _requests.Add(request.Url);
    }

    public IPage Page { get; }

    /// <summary>Everything that was said on the console, failed, or asked the reader something.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>All addresses that were asked for.</summary>
    public IReadOnlyList<string> Requests => _requests;

    public static async Task<OpenedPage> Open(IBrowser browser, string file, int width = 1440, ColorScheme scheme = ColorScheme.Light)
    {
        IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = scheme,
            AcceptDownloads = true,
        });
        OpenedPage opened = new(context, await context.NewPageAsync());
        await opened.Page.GotoAsync(new Uri(file).AbsoluteUri);
        foreach (IElementHandle figure in await opened.Page.QuerySelectorAllAsync("figure"))
        {
            await figure.ScrollIntoViewIfNeededAsync();
        }

        await opened.Page.WaitForFunctionAsync("() => [...document.querySelectorAll('.chart')].every(one => one.dataset.drawn)");
        return opened;
    }

    /// <summary>Opens a figure's numbers and reads them as the page shows them, its headings first.</summary>
    public Task<string[][]> Table(string figure) => Page.EvaluateAsync<string[][]>(
        """
        async id => {
          const place = document.getElementById(id);
          place.querySelector('details.numbers').open = true;
          while (!place.querySelector('table')) await new Promise(done => setTimeout(done, 5));
          return [...place.querySelectorAll('tr')].map(row => [...row.cells].map(cell => cell.textContent));
        }
        """,
        figure);

    /// <summary>What a figure's button saves as CSV; the browser itself saves only ten files in a row.</summary>
    public Task<string> Saved(string figure) => Page.EvaluateAsync<string>(
        """
        async id => {
          let saved;
          const [make, click] = [URL.createObjectURL, HTMLAnchorElement.prototype.click];
          URL.createObjectURL = blob => { saved = blob; return make(blob); };
          HTMLAnchorElement.prototype.click = () => {};
          document.getElementById(id).querySelector('button.csv').click();
          [URL.createObjectURL, HTMLAnchorElement.prototype.click] = [make, click];
          return await saved.text();
        }
        """,
        figure);

    /// <summary>What a figure's button copies, without the clipboard.</summary>
    public Task<string> Copied(string figure) => Page.EvaluateAsync<string>(
        """
        id => new Promise(done => {
          Object.defineProperty(navigator, 'clipboard', { value: { writeText: async text => done(text) }, configurable: true });
          document.getElementById(id).querySelector('button.copy').click();
        })
        """,
        figure);

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
