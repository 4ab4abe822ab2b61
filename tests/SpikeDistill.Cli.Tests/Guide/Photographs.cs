using System.IO.Compression;

namespace SpikeDistill.Cli.Tests.Guide;

/// <summary>The photographs of a reader: two classes, pictures of the fixture in many forms.</summary>
internal static class Photographs
{
    public static void Write(string folder)
    {
        using ZipArchive archive = ZipFile.OpenRead(Path.Combine(AppContext.BaseDirectory, "fixtures", "pictures.zip"));
        ZipArchiveEntry[] pictures = [.. archive.Entries.Where(entry => !entry.FullName.EndsWith(".shown", StringComparison.Ordinal))];
        foreach (string name in (string[])["cat", "dog"])
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            foreach ((int i, ZipArchiveEntry picture) in pictures.Index())
            {
                picture.ExtractToFile(Path.Combine(folder, name, name == "dog" ? $"{i}.png" : picture.FullName));
            }
        }
    }
}
