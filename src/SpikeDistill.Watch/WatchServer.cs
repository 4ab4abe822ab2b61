using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SpikeDistill.Watch.Access;
using SpikeDistill.Watch.Answers;
using SpikeDistill.Watch.Runs;
using SpikeDistill.Watch.Trying;

namespace SpikeDistill.Watch;

/// <summary>
/// A page that shows the runs in a folder while they train. It listens to this machine alone unless it is told otherwise, and then lets in
/// only who has its token; it reads nothing outside of the folder, and runs nothing that stands in it.
/// </summary>
public sealed class WatchServer : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly Trial _trial;

    private WatchServer(WebApplication server, Trial trial, Uri address) => (_server, _trial, Address) = (server, trial, address);

    /// <summary>Where the page is, with the token where one is needed.</summary>
    public Uri Address { get; }

    /// <summary>Begins to listen.</summary>
    /// <param name="options">What is watched, and from where.</param>
    /// <param name="token">Stops the beginning.</param>
    /// <exception cref="IOException">The address or port cannot be listened to.</exception>
    public static async Task<WatchServer> StartAsync(WatchOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        AccessToken? key = IPAddress.IsLoopback(options.Host) ? null : new AccessToken();
        WatchedFolder runs = new(options.Folder, options.Catalog);
        Trial trial = new(runs, options.Catalog, options.Threads);
        try
        {
            WebApplication server = Build(options);
            Site site = new(new Gate(options.Host, key), runs, trial);
            server.Run(site.Answer);
            await server.StartAsync(token).ConfigureAwait(false);
            return new WatchServer(server, trial, AddressOf(server, options.Host, key));
        }
        catch (Exception failure)
        {
            trial.Dispose();
            throw failure is System.Net.Sockets.SocketException ? new IOException(failure.Message, failure) : failure;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        _trial.Dispose();
    }

    /// <summary>A server and nothing else: no settings from files or variables, no log, no files of its own.</summary>
    private static WebApplication Build(WatchOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Trial.LargestPicture;
            kestrel.Limits.MaxConcurrentConnections = 100;
            kestrel.Listen(options.Host, options.Port);
        });
        return builder.Build();
    }

    private static Uri AddressOf(WebApplication server, IPAddress host, AccessToken? key)
    {
        int port = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        string name = host.Equals(IPAddress.Any) || host.Equals(IPAddress.IPv6Any) ? Dns.GetHostName() : host.ToString();
        return new UriBuilder(Uri.UriSchemeHttp, name, port) { Query = key is null ? "" : $"token={key.Text}" }.Uri;
    }

    /// <summary>Signals are whoever's started the server.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
