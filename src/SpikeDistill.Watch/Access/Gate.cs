using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace SpikeDistill.Watch.Access;

/// <summary>
/// Who is let in. The name that a browser asked for must be one of this server's, so that no page elsewhere reaches it under a name of its own
/// (DNS rebinding); what asks for more than the page must come from the page; and from beyond this machine, the token is needed.
/// </summary>
/// <param name="host">The address that is listened to.</param>
/// <param name="token">The token; null where none is needed.</param>
internal sealed class Gate(IPAddress host, AccessToken? token)
{
    /// <summary>What a request that changes something carries: a page elsewhere cannot send it without asking, and is not allowed to.</summary>
    public const string OwnHeader = "X-SpikeDistill";

    private const string TokenKey = "token", Bearer = "Bearer ";

    /// <summary>Why a request is refused, as a status and words; null where it is let in.</summary>
    public (int Status, string Why)? Refusal(HttpRequest request)
    {
        if (!IsOwnName(request.Host))
        {
            return (StatusCodes.Status403Forbidden, "This is not the name under which the page is opened.");
        }

        if (!IsFromHere(request))
        {
            return (StatusCodes.Status403Forbidden, "The request comes from another page.");
        }

        bool changes = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        if (changes && !request.Headers.ContainsKey(OwnHeader))
        {
            return (StatusCodes.Status403Forbidden, $"The request needs the header {OwnHeader}.");
        }

        return token is null || token.Is(Given(request))
            ? null
            : (StatusCodes.Status401Unauthorized, "Open the address with the token that was printed when the program was started.");
    }

    /// <summary>Keeps a token that came in the address in a cookie, so that it does not stay in addresses; whether there was one.</summary>
    public bool MovesToken(HttpContext context)
    {
        if (token is null || !context.Request.Query.ContainsKey(TokenKey))
        {
            return false;
        }

        context.Response.Cookies.Append(
            CookieName(context.Request),
            token.Text,
            new CookieOptions { HttpOnly = true, SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict, Path = "/", IsEssential = true });
        return true;
    }

    private static string? Given(HttpRequest request)
    {
        string authorization = request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim()
            : request.Query[TokenKey] is { Count: 1 } asked ? asked.ToString()
            : request.Cookies[CookieName(request)];
    }

    /// <summary>Cookies are shared by the ports of a machine.</summary>
    private static string CookieName(HttpRequest request) => $"spikedistill-{request.Host.Port}";

    private bool IsOwnName(HostString name)
    {
        string asked = name.Host.Trim('[', ']');
        bool here = asked.Equals("localhost", StringComparison.OrdinalIgnoreCase);
        if (IPAddress.TryParse(asked, out IPAddress? address))
        {
            // A name that a page elsewhere was opened under is never an address.
            return IPAddress.IsLoopback(address) || (token is not null && (IsAny(host) || address.Equals(host)));
        }

        return here || (token is not null && asked.Equals(Dns.GetHostName(), StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static bool IsFromHere(HttpRequest request)
    {
        StringValues origin = request.Headers.Origin, site = request.Headers["Sec-Fetch-Site"];
        bool opens = request.Path == "/" && HttpMethods.IsGet(request.Method);
        return (origin.Count == 0 || origin == $"{request.Scheme}://{request.Headers[HeaderNames.Host]}")
            && (site.Count == 0 || site == "same-origin" || site == "none" || (opens && request.Headers["Sec-Fetch-Mode"] == "navigate"));
    }
}
