using System.Net;
using System.Net.Sockets;

namespace SpikeDistill.Data.Tests.Fetching;

public sealed class DownloadTests : IDisposable
{
    private const int Cut = 300_000;

    private readonly MadeArchive _made = new();

    public void Dispose() => _made.Dispose();

    [Fact]
    public void A_data_set_is_fetched_checked_and_put_in_place()
    {
        using LoopbackServer server = new((request, _) => LoopbackServer.File(request, _made.Content));
        List<FetchProgress> told = [];

        FetchResult result = _made.Fetch(server.Address, progress: told.Add);

        Assert.Equal((_made.Target, false, null), (result.Folder, result.AlreadyThere, result.KeptFolder));
        _made.AssertInPlace();
        Assert.Equal("/cifar-10-binary.tar.gz", Assert.Single(server.Requests).Path);
        Assert.Equal([FetchPhase.Download, FetchPhase.Check, FetchPhase.Unpack], told.Select(step => step.Phase).Distinct());
        Assert.Equal(new FetchProgress(FetchPhase.Download, _made.Content.Length, _made.Content.Length), told.Last(step => step.Phase == FetchPhase.Download));
    }

    [Fact]
    public void Files_that_are_there_whole_are_left_alone()
    {
        using LoopbackServer server = new((request, _) => LoopbackServer.File(request, _made.Content));
        _made.Fetch(server.Address);

        FetchResult again = _made.Fetch();

        Assert.True(again.AlreadyThere);
        Assert.Equal(_made.Target, again.Folder);
    }

    [Fact]
    public void A_cut_connection_goes_on_where_it_was()
    {
        using LoopbackServer server = new((request, number) => LoopbackServer.File(request, _made.Content) with { CutAfter = number < 4 ? Cut : -1 });

        _made.Fetch(server.Address);

        _made.AssertInPlace();
        Assert.Equal(4, server.Requests.Count);
        Request last = server.Requests.Last();
        Assert.Equal(3 * Cut, last.From);
        Assert.Equal("\"one\"", last.Headers["If-Range"]);
    }

    [Fact]
    public void Another_process_goes_on_where_an_interrupted_one_was()
    {
        using LoopbackServer server = SilentAtFirst();

        BreakOff(server);
        _made.Fetch(server.Address);

        _made.AssertInPlace();
        Assert.Equal([0, Cut], server.Requests.Select(request => request.From));
    }

    [Theory]
    [InlineData("404 Not Found", 0)]
    [InlineData("416 Range Not Satisfiable", 0)]
    [InlineData("503 Service Unavailable", 0)]
    [InlineData("200 OK", 20_000_000)]
    public void Another_address_that_does_not_have_the_file_leaves_the_half_of_the_first(string status, int bytes)
    {
        using LoopbackServer server = SilentAtFirst(), other = new((_, _) => new Reply(status, [], new byte[bytes]));
        BreakOff(server);

        Exception failure = Assert.ThrowsAny<Exception>(() => _made.Fetch(options: new FetchOptions { From = other.Address }));

        Assert.DoesNotContain("are kept in", failure.Message, StringComparison.Ordinal);
        Assert.All(other.Requests, request => Assert.Equal(0, request.From));
        _made.Fetch(server.Address);
        _made.AssertInPlace();
        Assert.Equal([0, Cut], server.Requests.Select(request => request.From));
    }

    [Fact]
    public void Another_address_that_has_the_file_takes_the_place_of_the_first()
    {
        using LoopbackServer server = SilentAtFirst();
        using LoopbackServer other = new((request, number) => LoopbackServer.File(request, _made.Content) with { CutAfter = number == 1 ? 2 * Cut : -1 });
        BreakOff(server);

        _made.Fetch(options: new FetchOptions { From = other.Address });

        _made.AssertInPlace();
        Assert.Equal([0, 2 * Cut], other.Requests.Select(request => request.From));
    }

    [Fact]
    public void A_half_of_another_address_is_not_continued()
    {
        File.WriteAllBytes(_made.Part, new byte[1000]);
        using LoopbackServer server = new((request, _) => LoopbackServer.File(request, _made.Content));

        _made.Fetch(server.Address);

        Assert.Equal([0], server.Requests.Select(request => request.From));
        _made.AssertInPlace();
    }

    [Fact]
    public void A_file_that_changed_on_the_server_begins_anew()
    {
        byte[] older = [.. _made.Content];
        older[100] ^= 1;
        using LoopbackServer server = new((request, number) => number == 1
            ? LoopbackServer.File(request, older, "\"old\"") with { CutAfter = Cut }
            : LoopbackServer.File(request, _made.Content));

        _made.Fetch(server.Address);

        _made.AssertInPlace();
        Assert.Equal("\"old\"", server.Requests.Last().Headers["If-Range"]);
    }

    [Fact]
    public void Parts_that_do_not_fit_together_are_fetched_once_more_in_one_piece()
    {
        byte[] older = [.. _made.Content];
        older[100] ^= 1;

        // A server that says nothing of the file's state.
        using LoopbackServer server = new((request, number) => number == 1
            ? LoopbackServer.File(request, older) with { Headers = [], CutAfter = Cut }
            : LoopbackServer.File(request, _made.Content));

        _made.Fetch(server.Address);

        _made.AssertInPlace();
        Assert.Equal([0, Cut, 0], server.Requests.Select(request => request.From));
        Assert.False(server.Requests.ElementAt(1).Headers.ContainsKey("If-Range"));
    }

    [Fact]
    public void A_server_without_ranges_begins_anew()
    {
        using LoopbackServer server = new((_, number) => new Reply("200 OK", [], _made.Content) { CutAfter = number < 3 ? Cut : -1 });

        _made.Fetch(server.Address);

        _made.AssertInPlace();
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public void A_server_that_refuses_the_range_begins_anew()
    {
        using LoopbackServer server = new((request, number) => number switch
        {
            1 => LoopbackServer.File(request, [.. _made.Content, .. new byte[9000]]) with { CutAfter = _made.Content.Length + 1, Headers = [] },
            _ => LoopbackServer.File(request, _made.Content),
        });

        _made.Fetch(server.Address);

        _made.AssertInPlace();
        Assert.Equal([0, _made.Content.Length + 1, 0], server.Requests.Select(request => request.From));
    }

    [Fact]
    public void A_server_that_always_breaks_at_one_place_is_given_up_and_the_half_kept()
    {
        using LoopbackServer server = new((_, _) => new Reply("200 OK", [], _made.Content) { CutAfter = Cut });

        FetchException failure = Assert.Throws<FetchException>(() => _made.Fetch(server.Address));

        Assert.Contains("6 times in a row", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"The first {Cut} bytes are kept in {_made.Part}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(Cut, new FileInfo(_made.Part).Length);
    }

    [Fact]
    public void A_redirect_is_followed_and_keeps_the_range()
    {
        using LoopbackServer mirror = new((request, number) => LoopbackServer.File(request, _made.Content) with { CutAfter = number == 1 ? Cut : -1 });
        using LoopbackServer server = new((_, _) => new Reply("302 Found", [$"Location: {mirror.Address}elsewhere"], []));

        _made.Fetch(server.Address);

        _made.AssertInPlace();
        Assert.Equal([0, Cut], mirror.Requests.Select(request => request.From));
        Assert.Equal("/elsewhere", mirror.Requests.First().Path);
    }

    [Fact]
    public void Endless_redirects_are_an_error()
    {
        using LoopbackServer server = new((_, _) => new Reply("302 Found", ["Location: /again"], []));

        FetchException failure = Assert.Throws<FetchException>(() => _made.Fetch(server.Address));

        Assert.Equal((FetchReason.Refused, 302), (failure.Reason, failure.Status));
        Assert.Contains("302 (Found), which points to /again and is not followed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_silent_server_is_given_up_after_the_time_out()
    {
        using LoopbackServer server = new((request, _) => LoopbackServer.File(request, _made.Content) with { CutAfter = 0, Silent = true });

        FetchException failure = Assert.Throws<FetchException>(
            () => _made.Fetch(server.Address, new FetchOptions { Timeout = TimeSpan.FromMilliseconds(200) }));

        Assert.Contains("the server was silent for 0.2 s, 3 times in a row", failure.Message, StringComparison.Ordinal);
        AssertNothingIsLeft();
    }

    [Fact]
    public void A_server_that_falls_silent_half_way_is_asked_again()
    {
        using LoopbackServer server = SilentAtFirst();

        _made.Fetch(server.Address, new FetchOptions { Timeout = TimeSpan.FromSeconds(1) });

        _made.AssertInPlace();
        Assert.Equal([0, Cut], server.Requests.Select(request => request.From));
    }

    [Fact]
    public void Without_a_server_the_error_says_what_to_fetch_and_where_to_put_it()
    {
        FetchException failure = Assert.Throws<FetchException>(() => _made.Fetch($"http://127.0.0.1:{UnusedPort()}/"));

        Assert.Equal(FetchReason.Unreachable, failure.Reason);
        Assert.Contains("no connection (", failure.Message, StringComparison.Ordinal);
        Assert.Contains(
            $"/cifar-10-binary.tar.gz (MD5 {_made.Expected().Md5}) elsewhere, put it at "
                + $"{Path.Combine(_made.Root, "cifar-10-binary.tar.gz")} and fetch again",
            failure.Message,
            StringComparison.Ordinal);
        AssertNothingIsLeft();
    }

    [Fact]
    public void A_file_put_there_is_taken_and_left()
    {
        string dropped = Path.Combine(_made.Root, _made.Layout.Archive);
        File.WriteAllBytes(dropped, _made.Content);

        _made.Fetch();

        Assert.Equal(_made.Content, File.ReadAllBytes(dropped));
        File.Delete(dropped);
        _made.AssertInPlace();
    }

    [Fact]
    public void A_missing_file_on_the_server_is_an_error_at_once()
    {
        using LoopbackServer server = new((_, _) => new Reply("404 Not Found", [], "gone"u8.ToArray()));

        FetchException failure = Assert.Throws<FetchException>(() => _made.Fetch(server.Address));

        Assert.Contains("the server answered 404 (Not Found); expected the file cifar-10-binary.tar.gz", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
        AssertNothingIsLeft();
    }

    [Fact]
    public void A_server_that_is_busy_is_asked_again()
    {
        using LoopbackServer server = new(
            (request, number) => number == 1 ? new Reply("503 Service Unavailable", [], []) : LoopbackServer.File(request, _made.Content));

        _made.Fetch(server.Address);

        _made.AssertInPlace();
    }

    [Fact]
    public void A_wrong_sum_is_refused_with_both_and_nothing_is_kept()
    {
        byte[] changed = [.. _made.Content];
        changed[^100] ^= 1;
        using LoopbackServer server = new((request, _) => LoopbackServer.File(request, changed));

        DataSetException failure = Assert.Throws<DataSetException>(() => _made.Fetch(server.Address));

        Assert.Contains(MadeArchive.Md5(changed), failure.Message, StringComparison.Ordinal);
        Assert.Contains(_made.Expected().Md5, failure.Message, StringComparison.Ordinal);
        Assert.Equal(DataSetReason.OtherSum, failure.Reason);
        AssertNothingIsLeft();
    }

    [Fact]
    public void A_page_in_place_of_the_file_is_told_as_such()
    {
        using LoopbackServer server = new((_, _) => new Reply("200 OK", [], "<html>Please log in</html>"u8.ToArray()));

        DataSetException failure = Assert.Throws<DataSetException>(() => _made.Fetch(server.Address));

        Assert.Contains("it is a web page (HTML); expected the archive ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Download the file itself", failure.Message, StringComparison.Ordinal);
        AssertNothingIsLeft();
    }

    [Fact]
    public void A_file_far_too_large_is_not_downloaded()
    {
        using LoopbackServer server = new((_, _) => new Reply("200 OK", [], new byte[20_000_000]));

        DataSetException failure = Assert.Throws<DataSetException>(() => _made.Fetch(server.Address));

        Assert.Contains("it has 20000000 bytes or more", failure.Message, StringComparison.Ordinal);
        AssertNothingIsLeft();
    }

    [Fact]
    public void A_second_process_is_refused()
    {
        using IDisposable held = FetchLock.Take(_made.Root, _made.Expected());

        FetchException failure = Assert.Throws<FetchException>(() => _made.Fetch());

        Assert.Equal((FetchReason.InUse, _made.Root), (failure.Reason, failure.Place));
        Assert.Contains("another process is fetching", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>A server that falls silent after the first bytes of its first answer.</summary>
    private LoopbackServer SilentAtFirst()
        => new((request, number) => LoopbackServer.File(request, _made.Content) with { CutAfter = number == 1 ? Cut : -1, Silent = number == 1 });

    /// <summary>Interrupts a fetching after these bytes.</summary>
    private void BreakOff(LoopbackServer server)
    {
        using CancellationTokenSource stop = new();
        Assert.ThrowsAny<OperationCanceledException>(
            () => _made.Fetch(server.Address, progress: step => stop.CancelAfter(step.Done == Cut ? 0 : -1), token: stop.Token));
        Assert.Equal(Cut, new FileInfo(_made.Part).Length);
    }

    private static int UnusedPort()
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return port;
    }

    private void AssertNothingIsLeft() => Assert.Empty(Directory.GetFileSystemEntries(_made.Root));
}
