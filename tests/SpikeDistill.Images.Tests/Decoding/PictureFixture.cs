using System.IO.Compression;

namespace SpikeDistill.Images.Tests.Decoding;

/// <summary>What <c>make_picture_fixture.py</c> wrote: pictures, and what PIL shows of them.</summary>
internal static class PictureFixture
{
    public const int Side = 24;

    private static readonly Dictionary<string, byte[]> Entries = Read();

    public static IReadOnlyList<string> Names { get; } = [.. Entries.Keys.Where(name => !name.EndsWith(".shown", StringComparison.Ordinal))];

    public static byte[] File(string name) => Entries[name];

    /// <summary>The square in the middle, [24, 24, 3].</summary>
    public static byte[] Shown(string name) => Entries[name + ".shown"];

    private static Dictionary<string, byte[]> Read()
    {
        using ZipArchive archive = ZipFile.OpenRead(Path.Combine(AppContext.BaseDirectory, "fixtures", "pictures.zip"));
        return archive.Entries.ToDictionary(entry => entry.FullName, Content, StringComparer.Ordinal);
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using MemoryStream content = new();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
