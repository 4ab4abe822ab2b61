namespace SpikeDistill.Interop.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spikedistill-atomic-").FullName;

    private string Target => Path.Combine(_folder, "file.txt");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Creates_and_replaces()
    {
        AtomicFile.WriteAllText(Target, "one");
        AtomicFile.WriteAllText(Target, "zwei ü");
        Assert.Equal("zwei ü"u8.ToArray(), File.ReadAllBytes(Target));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_nothing_beside_it()
    {
        AtomicFile.WriteAllText(Target, "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(Target, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException("power cut");
        }));
        Assert.Equal("old", File.ReadAllText(Target));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void The_old_file_stands_until_the_new_one_is_whole()
    {
        AtomicFile.WriteAllText(Target, "old");
        AtomicFile.Write(Target, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(Target));
        });
        Assert.Equal("new", File.ReadAllText(Target));
    }

    [Fact]
    public void What_the_system_says_does_not_name_the_file_beside()
    {
        IOException full = Assert.Throws<IOException>(() => AtomicFile.Write(
            Target, stream => throw new IOException($"No space left on device : '{((FileStream)stream).Name}'") { HResult = 28 }));
        Assert.Equal(("No space left on device.", 28), (full.Message, full.HResult));
        UnauthorizedAccessException denied = Assert.Throws<UnauthorizedAccessException>(() => AtomicFile.Write(
            Target, stream => throw new UnauthorizedAccessException($"Access to the path '{((FileStream)stream).Name}' is denied.")));
        Assert.Equal("Access to the path is denied.", denied.Message);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_missing_folder_is_an_error() =>
        Assert.ThrowsAny<IOException>(() => AtomicFile.WriteAllText(Path.Combine(_folder, "none", "file"), "x"));
}
