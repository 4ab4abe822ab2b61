using System.Net;
using System.Text.Json.Nodes;
using SpikeDistill.Catalogs;
using SpikeDistill.Reports.Tests;

namespace SpikeDistill.Watch.Tests;

/// <summary>A folder of runs that is watched, and requests to its server.</summary>
internal sealed class WatchedPlace : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private WatchedPlace()
    {
    }

    /// <summary>The folder that is watched, within one that is not.</summary>
    public string Runs => _folder.In("runs");

    public WatchServer Server { get; private set; } = null!;

    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    public static async Task<WatchedPlace> Open(IPAddress? host = null, Catalog? catalog = null)
    {
        WatchedPlace place = new();
        Directory.CreateDirectory(place.Runs);
        place.Server = await WatchServer.StartAsync(
            new WatchOptions { Folder = place.Runs, Host = host ?? IPAddress.Loopback, Port = 0, Threads = 1, Catalog = catalog ?? Catalog.Default });
        place.Client.BaseAddress = new Uri($"http://127.0.0.1:{place.Server.Address.Port}");
        return place;
    }

    public string In(string name) => Path.Combine(Runs, name);

    public string Outside(string name) => _folder.In(name);

    /// <summary>Writes a run whose measures are made up.</summary>
    public void Write(string name, int epochs = 2, int planned = 3)
        => TestRuns.Write(In(name), TestRuns.Student(Path.GetFileName(name), 1, planned), TestRuns.Epochs(epochs, 1));

    public async Task<(HttpStatusCode Status, string Text)> Ask(
        string address, HttpMethod? method = null, HttpContent? body = null, params IEnumerable<(string Name, string Value)> headers)
    {
        using HttpRequestMessage request = new(method ?? HttpMethod.Get, address) { Content = body };
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<JsonObject> Json(string address)
    {
        (HttpStatusCode status, string text) = await Ask(address);
        Assert.True(status == HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>The list, by the runs' places.</summary>
    public async Task<Dictionary<string, JsonObject>> List()
        => (await Json("/api/runs"))["runs"]!.AsArray().ToDictionary(run => (string)run!["id"]!, run => run!.AsObject(), StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
