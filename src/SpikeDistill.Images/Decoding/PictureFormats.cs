namespace SpikeDistill.Images;

/// <summary>The formats that are read, told by a file's first bytes, whatever its name says.</summary>
internal static class PictureFormats
{
    /// <summary>As many bytes of the beginning as are looked at.</summary>
    public const int BytesNeeded = 12;

    /// <summary>What the formats are called in messages.</summary>
    public const string Names = "JPEG, PNG, WebP, BMP or GIF";

    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".heic", ".heif", ".avif", ".ppm", ".pgm", "",
    };

    /// <summary>Whether a name promises a picture; one without an extension may be anything.</summary>
    public static bool IsPromisedBy(string name) => Extensions.Contains(Path.GetExtension(name));

    /// <summary>Whether a file begins as a picture that is read.</summary>
    public static bool Begins(ReadOnlySpan<byte> start)
        => start.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff])
            || start.StartsWith((ReadOnlySpan<byte>)[0x89, .. "PNG\r\n"u8, 0x1a, .. "\n"u8])
            || (start.StartsWith("RIFF"u8) && start.Length >= 12 && start[8..].StartsWith("WEBP"u8))
            || start.StartsWith("GIF87a"u8)
            || start.StartsWith("GIF89a"u8)
            || start.StartsWith("BM"u8);
}
