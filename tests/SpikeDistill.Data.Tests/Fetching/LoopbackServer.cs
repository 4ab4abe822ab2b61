using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SpikeDistill.Data.Tests.Fetching;

/// <summary>What a client asked for.</summary>
/// <param name="Path">The path of the address.</param>
/// <param name="Headers">Header fields, by name without case.</param>
internal sealed record Request(string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The first byte that is asked for; 0 without a range.</summary>
    public int From => Headers.TryGetValue("Range", out string? range) ? int.Parse(range["bytes=".Length..].TrimEnd('-')) : 0;
}

/// <summary>What the server answers.</summary>
/// <param name="Status">Status code and reason.</param>
/// <param name="Headers">Header lines.</param>
/// <param name="Body">The body.</param>
internal sealed record Reply(string Status, string[] Headers, byte[] Body)
{
    /// <summary>Bytes of the body after which the connection is cut; -1 sends all.</summary>
    public int CutAfter { get; init; } = -1;

    /// <summary>Whether the server falls silent where it would cut.</summary>
    public bool Silent { get; init; }
}

/// <summary>A small HTTP server on this machine, one request a connection. What it answers is a function of the request and its number.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Request, int, Reply> _answer;
    private readonly Task _loop;

    public LoopbackServer(Func<Request, int, Reply> answer)
    {
        _answer = answer;
        _listener.Start();
        _loop = Task.Run(ServeAsync);
    }

    /// <summary>All requests so far.</summary>
    public ConcurrentQueue<Request> Requests { get; } = [];

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

    /// <summary>A file as a server with ranges gives it: 206 from where it was asked for, unless If-Range names another state.</summary>
    public static Reply File(Request request, byte[] content, string tag = "\"one\"")
    {
        bool same = !request.Headers.TryGetValue("If-Range", out string? condition) || condition == tag;
        int from = same ? request.From : 0;
        if (from >= content.Length) return new Reply("416 Range Not Satisfiable", [$"Content-Range: bytes */{content.Length}"], []);
        return from > 0
            ? new Reply("206 Partial Content", [$"ETag: {tag}", $"Content-Range: bytes {from}-{content.Length - 1}/{content.Length}"], content[from..])
            : new Reply("200 OK", [$"ETag: {tag}"], content);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _loop.Wait(TimeSpan.FromSeconds(10));
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await AnswerAsync(client);
            }
            catch (Exception failure) when (failure is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        NetworkStream stream = client.GetStream();
        using StreamReader reader = new(stream, Encoding.ASCII, leaveOpen: true);
        string? first = await reader.ReadLineAsync(_stop.Token);
        if (first is null) return;
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line) headers[line.Split(": ", 2)[0]] = line.Split(": ", 2)[1];
        Request request = new(first.Split(' ')[1], headers);
        Requests.Enqueue(request);

        Reply reply = _answer(request, Requests.Count);
        string head = $"HTTP/1.1 {reply.Status}\r\nContent-Length: {reply.Body.Length}\r\nConnection: close\r\n"
            + $"{string.Concat(reply.Headers.Select(header => header + "\r\n"))}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _stop.Token);
        int count = reply.CutAfter < 0 ? reply.Body.Length : Math.Min(reply.CutAfter, reply.Body.Length);
        await stream.WriteAsync(reply.Body.AsMemory(0, count), _stop.Token);
        if (!reply.Silent) return;

        // Until the client has had enough.
        while (await stream.ReadAsync(new byte[1], _stop.Token) > 0)
        {
        }
    }
}
