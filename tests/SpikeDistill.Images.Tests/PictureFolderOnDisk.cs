using SpikeDistill.Images.Tests.Decoding;

namespace SpikeDistill.Images.Tests;

/// <summary>A folder of pictures for a test, and a place for its index.</summary>
internal sealed class PictureFolderOnDisk : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("pictures-").FullName;

    public string Root => Path.Combine(_place, "set");

    public string IndexPath => Path.Combine(_place, "cache", "index");

    public PictureIndex Index => new(IndexPath);

    /// <summary>Puts pictures of the fixture under so many names into a folder.</summary>
    public void Add(string folder, int count, string picture = "colour.jpg")
    {
        for (int i = 0; i < count; i++) Write($"{folder}/{i:00}{Path.GetExtension(picture)}", PictureFixture.File(picture));
    }

    public string Write(string path, byte[] content)
    {
        string full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, content);
        return full;
    }

    public void WriteText(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));

    public PictureTree Read() => TreeReader.Read(Root, Index);

    public void Dispose() => Directory.Delete(_place, recursive: true);
}
