using System.Net;

namespace SpikeDistill.Watch.Tests.Access;

/// <summary>Who is let in: nobody under a foreign name, from a foreign page, or from beyond this machine without the token.</summary>
public sealed class GateTests
{
    private const string List = "/api/runs", StopOne = "/api/stop?run=one";
    private static readonly (string, string) Own = ("X-SpikeDistill", "1");

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("192.168.0.7")]
    [InlineData("[::2]")]
    [InlineData("localhost.evil.example:80")]
    public async Task A_request_under_a_foreign_name_is_refused(string host)
    {
        await using WatchedPlace place = await WatchedPlace.Open();

        Assert.Equal(HttpStatusCode.Forbidden, (await place.Ask(List, headers: ("Host", host))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await place.Ask("/", headers: ("Host", host))).Status);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task The_names_of_this_machine_are_let_in(string host)
    {
        await using WatchedPlace place = await WatchedPlace.Open();

        Assert.Equal(HttpStatusCode.OK, (await place.Ask(List, headers: ("Host", $"{host}:{place.Server.Address.Port}"))).Status);
    }

    [Fact]
    public async Task A_request_from_another_page_is_refused()
    {
        await using WatchedPlace place = await WatchedPlace.Open();
        place.Write("one");
        string own = $"http://127.0.0.1:{place.Server.Address.Port}";

        foreach (string origin in (string[])["http://evil.example", "null", $"https://127.0.0.1:{place.Server.Address.Port}", "http://127.0.0.1:1"])
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await place.Ask(List, headers: ("Origin", origin))).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await place.Ask(StopOne, HttpMethod.Post, headers: [("Origin", origin), Own])).Status);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await place.Ask(List, headers: ("Sec-Fetch-Site", "cross-site"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await place.Ask(List, headers: [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")])).Status);
        Assert.Equal(HttpStatusCode.OK, (await place.Ask("/", headers: [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")])).Status);
        Assert.Equal(HttpStatusCode.OK, (await place.Ask(List, headers: [("Origin", own), ("Sec-Fetch-Site", "same-origin")])).Status);
    }

    [Fact]
    public async Task What_changes_something_needs_a_header_that_no_form_can_send()
    {
        await using WatchedPlace place = await WatchedPlace.Open();
        place.Write("one");

        Assert.Equal(HttpStatusCode.Forbidden, (await place.Ask(StopOne, HttpMethod.Post)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await place.Ask(StopOne)).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await place.Ask(StopOne, HttpMethod.Post, headers: Own)).Status);
    }

    [Fact]
    public async Task Beyond_this_machine_the_token_is_needed()
    {
        await using WatchedPlace place = await WatchedPlace.Open(IPAddress.Any);
        string token = place.Server.Address.Query["?token=".Length..];
        Assert.Equal(64, token.Length);

        Assert.Equal(HttpStatusCode.Unauthorized, (await place.Ask("/")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await place.Ask("/watch.js")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await place.Ask(List)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await place.Ask(List, headers: ("Authorization", $"Bearer {token}x"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await place.Ask($"/?token={token[..^1]}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await place.Ask(List, headers: [("Authorization", $"Bearer {token}"), ("Host", "evil.example")])).Status);
        Assert.Equal(HttpStatusCode.OK, (await place.Ask(List, headers: ("Authorization", $"Bearer {token}"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await place.Ask(List, headers: [("Authorization", $"Bearer {token}"), ("Host", "10.0.0.7:80")])).Status);
    }

    [Fact]
    public async Task The_token_in_the_address_becomes_a_cookie_that_no_other_page_sends()
    {
        await using WatchedPlace place = await WatchedPlace.Open(IPAddress.Any);
        using HttpResponseMessage response = await place.Client.GetAsync("/" + place.Server.Address.Query);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/", response.Headers.Location!.ToString());
        string cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await place.Ask(List, headers: ("Cookie", cookie.Split(';')[0]))).Status);
    }

    [Fact]
    public async Task Two_servers_have_tokens_of_their_own_and_the_page_may_be_framed_by_none()
    {
        await using WatchedPlace one = await WatchedPlace.Open(IPAddress.Any), other = await WatchedPlace.Open(IPAddress.Any);
        Assert.NotEqual(one.Server.Address.Query, other.Server.Address.Query);

        using HttpResponseMessage refused = await one.Client.GetAsync("/");
        string policy = Assert.Single(refused.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }
}
