using SpikeDistill.Images.Tests.Decoding;

namespace SpikeDistill.Images.Tests.Folders;

public sealed class PictureIndexTests : IDisposable
{
    private readonly PictureFolderOnDisk _folder = new();

    public PictureIndexTests()
    {
        _folder.Add("a", 2);
        _folder.Add("b", 2);
        _folder.Write("b/bad.jpg", []);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_found_is_kept_and_read_back()
    {
        _folder.Read();
        Assert.Equal(
            ["a/00.jpg Picture", "a/01.jpg Picture", "b/00.jpg Picture", "b/01.jpg Picture", "b/bad.jpg Empty"],
            _folder.Index.Read().Select(entry => $"{entry.File.Path} {entry.Verdict}"));
    }

    [Fact]
    public void A_file_is_looked_into_again_only_where_its_length_or_time_changed()
    {
        _folder.Read();
        string file = Path.Combine(_folder.Root, "a", "00.jpg");
        DateTime time = File.GetLastWriteTimeUtc(file);
        File.WriteAllBytes(file, new byte[PictureFixture.File("colour.jpg").Length]);
        File.SetLastWriteTimeUtc(file, time);
        Assert.Equal(4, _folder.Read().Train.Count);
        File.SetLastWriteTimeUtc(file, time.AddSeconds(1));
        Assert.Equal(3, _folder.Read().Train.Count);
    }

    [Fact]
    public void Files_that_came_or_went_are_seen()
    {
        string before = _folder.Read().Fingerprint;
        _folder.Add("a", 3);
        File.Delete(Path.Combine(_folder.Root, "b", "00.jpg"));
        PictureTree tree = _folder.Read();
        Assert.Equal(["a/00.jpg", "a/01.jpg", "a/02.jpg", "b/01.jpg"], Enumerable.Range(0, tree.Train.Count).Select(tree.Train.Path));
        Assert.NotEqual(before, tree.Fingerprint);
        Assert.Equal(5, _folder.Index.Read().Count);
    }

    [Fact]
    public void A_damaged_index_is_made_anew()
    {
        _folder.Read();
        byte[] content = File.ReadAllBytes(_folder.IndexPath);
        for (int at = 0; at < content.Length; at += 7)
        {
            byte[] damaged = [.. content];
            damaged[at] ^= 4;
            Assert.Null(PictureIndex.Parse(damaged));
        }

        File.WriteAllBytes(_folder.IndexPath, content[..^3]);
        Assert.Equal(4, _folder.Read().Train.Count);
        Assert.Equal(content, File.ReadAllBytes(_folder.IndexPath));
    }

    [Fact]
    public void An_index_that_cannot_be_kept_is_done_without()
    {
        File.WriteAllText(Path.GetDirectoryName(_folder.IndexPath)!, "a file in the place of the folder");
        Assert.Equal(4, _folder.Read().Train.Count);
    }
}
