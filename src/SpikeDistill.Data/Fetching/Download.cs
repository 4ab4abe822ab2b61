using System.Net;
using System.Net.Http.Headers;

namespace SpikeDistill.Data;

/// <summary>
/// Brings a file from a server into a part file and goes on where an earlier attempt, of this process or another, broke off:
/// by Range with If-Range where the server gave a validator, else by the file's length. A server without ranges starts anew.
/// What another address brought stays until this one gives the file.
/// </summary>
internal sealed class Download : IDisposable
{
    private const int BufferBytes = 1 << 17;
    private const int Attempts = 3;
    private const int AttemptsAfterBytes = 6;
    private const int Redirects = 10;

    private readonly Uri _source;
    private readonly DataArchive _archive;
    private readonly FetchOptions _options;
    private readonly string _remedy;
    private readonly Action<FetchProgress> _progress;
    private readonly CancellationToken _token;
    private readonly HttpClient _client;
    private readonly FileStream _part;
    private PartInfo? _info;

    public Download(
        Uri source, string partFile, DataArchive archive, FetchOptions options, string remedy, Action<FetchProgress> progress, CancellationToken token)
    {
        _source = source;
        _archive = archive;
        _options = options;
        _remedy = remedy;
        _progress = progress;
        _token = token;
        PartFile = partFile;
        _part = new FileStream(partFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1, FileOptions.Asynchronous);
        _info = PartInfo.Read(InfoFile, source);
        _client = new HttpClient(new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.Timeout,
            MaxAutomaticRedirections = Redirects,
            UseCookies = false,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("SpikeDistill");
        _client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("identity");
    }

    /// <summary>Where the bytes are.</summary>
    public string PartFile { get; }

    /// <summary>Whether the file was put together from more than one answer.</summary>
    public bool Resumed { get; private set; }

    private string InfoFile => PartFile + ".json";

    /// <summary>Bytes that are here from this address; a half of another one does not count.</summary>
    private long Held => _info is null ? 0 : _part.Length;

    /// <summary>Downloads until the file is complete. Attempts that brought nothing are limited, those that did go on are not.</summary>
    public async Task RunAsync()
    {
        Resumed = Held > 0;
        bool came = false;
        for (int fruitless = 0; !IsComplete;)
        {
            long before = Held;
            try
            {
                await AttemptAsync().ConfigureAwait(false);
                return;
            }
            catch (Exception failure) when (IsPassing(failure))
            {
                bool further = Held > before;
                came |= further;
                fruitless = further ? 0 : fruitless + 1;
                if (fruitless == (came ? AttemptsAfterBytes : Attempts))
                {
                    throw new FetchException(
                        FetchReason.Unreachable, _source.ToString(), $"{Reason(failure)}, {fruitless} times in a row. {Kept()}{_remedy}", failure);
                }

                await Task.Delay(_options.FirstPause * (1 << Math.Max(0, fruitless - 1)), _token).ConfigureAwait(false);
                Resumed |= Held > 0;
            }
        }
    }

    /// <summary>Forgets what was downloaded, so that the next attempt begins anew.</summary>
    public void Restart()
    {
        _part.SetLength(0);
        _info = null;
        Resumed = false;
    }

    /// <summary>Closes the part file, and removes it where it holds nothing.</summary>
    public void Dispose()
    {
        _client.Dispose();
        bool empty = _part.Length == 0;
        _part.Dispose();
        if (empty)
        {
            File.Delete(PartFile);
            File.Delete(InfoFile);
        }
    }

    private bool IsComplete => _info?.Length is { } length && _part.Length == length;

    private async Task AttemptAsync()
    {
        using CancellationTokenSource silence = CancellationTokenSource.CreateLinkedTokenSource(_token);
        silence.CancelAfter(_options.Timeout);
        using HttpRequestMessage request = Request();
        using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && Held > 0)
        {
            Restart();
            throw new HttpRequestException("the server's file is shorter than what is here already");
        }

        CheckStatus(response);
        Begin(response);
        Stream body = await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            byte[] buffer = new byte[BufferBytes];
            while (true)
            {
                silence.CancelAfter(_options.Timeout);
                int count = await body.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
                if (count == 0) break;
                await _part.WriteAsync(buffer.AsMemory(0, count), _token).ConfigureAwait(false);
                CheckSize(_part.Length);
                _progress(new FetchProgress(FetchPhase.Download, _part.Length, _info?.Length));
            }
        }

        if (_info?.Length is { } length && _part.Length < length)
        {
            throw new HttpRequestException($"the connection ended after {_part.Length} of {length} bytes");
        }

        _part.Flush(flushToDisk: true);
    }

    private HttpRequestMessage Request()
    {
        HttpRequestMessage request = new(HttpMethod.Get, _source);
        if (Held > 0)
        {
            request.Headers.Range = new RangeHeaderValue(Held, null);
            if (_info?.Validator is { } validator) request.Headers.TryAddWithoutValidation("If-Range", validator);
        }

        return request;
    }

    /// <summary>Puts the part file where the answer's first byte belongs.</summary>
    private void Begin(HttpResponseMessage response)
    {
        ContentRangeHeaderValue? range = response.Content.Headers.ContentRange;
        bool continues = response.StatusCode == HttpStatusCode.PartialContent;
        if (continues && (range?.From != Held || (_info?.Length is { } known && range.Length is { } now && now != known)))
        {
            Discard();
            throw new HttpRequestException("the server's file has changed");
        }

        long? length = continues ? range!.Length ?? _info?.Length : response.Content.Headers.ContentLength;
        CheckSize(length ?? 0);
        if (!continues || _info is null) Restart();
        _info = new PartInfo(_source.AbsoluteUri, length, PartInfo.ValidatorOf(response));
        _info.Write(InfoFile);
        _part.Position = _part.Length;
        _progress(new FetchProgress(FetchPhase.Download, _part.Length, length));
    }

    private void CheckStatus(HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent) return;
        string told = $"the server answered {status} ({response.ReasonPhrase})";
        if (status is 408 or 429 or >= 500) throw new HttpRequestException(told);
        string place = response.Headers.Location is { } location && status is >= 300 and < 400
            ? $", which points to {location} and is not followed (too many, or from https to http)"
            : "";
        throw new FetchException(
            FetchReason.Refused, _source.ToString(), $"{told}{place}; expected the file {_archive.FileName}. Look for a mirror. {_remedy}")
        { Status = status };
    }

    private void CheckSize(long bytes)
    {
        if (bytes > _archive.MaxBytes)
        {
            Discard();
            throw new DataSetException(
                _source.AbsoluteUri,
                $"it has {bytes} bytes or more",
                $"at most {_archive.MaxBytes} for {_archive.FileName}",
                $"It is something else; take {_archive.Url}.");
        }
    }

    /// <summary>Forgets what this address brought, as it was wrong; a half of another one stays.</summary>
    private void Discard()
    {
        if (Held > 0) Restart();
    }

    private bool IsPassing(Exception failure)
        => failure is HttpRequestException or HttpIOException
        || (failure is OperationCanceledException && !_token.IsCancellationRequested)
        || failure is IOException { InnerException: System.Net.Sockets.SocketException };

    private string Reason(Exception failure) => failure switch
    {
        OperationCanceledException => $"the server was silent for {_options.Timeout.TotalSeconds:0.###} s",
        HttpRequestException { InnerException: { } inner } => $"no connection ({inner.Message})",
        HttpIOException => $"the connection broke ({failure.Message})",
        _ => failure.Message,
    };

    private string Kept() => Held > 0 ? $"The first {Held} bytes are kept in {PartFile}; fetching again goes on from there. " : "";
}
