using System.Net.Http.Headers;
using System.Text.Json;

namespace SpikeDistill.Data;

/// <summary>What is known of a file that is half downloaded; it lies beside the half.</summary>
/// <param name="Source">The address it comes from.</param>
/// <param name="Length">Its whole length, if the server told.</param>
/// <param name="Validator">A strong entity tag or a date that says whether the server's file is still the same (RFC 9110, 13.1.5).</param>
internal sealed record PartInfo(string Source, long? Length, string? Validator)
{
    /// <summary>What lies beside a half; null if there is none, it cannot be read, or it is of another address.</summary>
    public static PartInfo? Read(string file, Uri source)
    {
        try
        {
            PartInfo? info = JsonSerializer.Deserialize<PartInfo>(File.ReadAllText(file));
            return info?.Source == source.AbsoluteUri ? info : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public static string? ValidatorOf(HttpResponseMessage response)
        => response.Headers.ETag is EntityTagHeaderValue { IsWeak: false } tag ? tag.Tag
        : response.Content.Headers.LastModified?.ToString("R");

    public void Write(string file) => File.WriteAllText(file, JsonSerializer.Serialize(this));
}
