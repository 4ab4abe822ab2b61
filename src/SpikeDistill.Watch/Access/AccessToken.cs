using System.Security.Cryptography;
using System.Text;

namespace SpikeDistill.Watch.Access;

/// <summary>What opens a page that others than this machine can reach: 256 random bits, compared in a time that tells nothing of them.</summary>
internal sealed class AccessToken
{
    private readonly byte[] _sum;

    public AccessToken()
    {
        Text = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        _sum = Sum(Text);
    }

    /// <summary>The token.</summary>
    public string Text { get; }

    /// <summary>Whether a text is the token.</summary>
    public bool Is(string? text) => text is not null && CryptographicOperations.FixedTimeEquals(Sum(text), _sum);

    private static byte[] Sum(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
