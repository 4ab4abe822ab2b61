using System.IO.Compression;
using System.Text;
using SpikeDistill.Interop.Npy;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Interop.Tests.SafeTensors;

namespace SpikeDistill.Interop.Tests.Kinds;

/// <summary>Files under a wrong name: each is told by its content, with what to do.</summary>
public sealed class FileKindTests
{
    public static TheoryData<FileKind, byte[]> Kinds => new()
    {
        { FileKind.PyTorch, Zip("archive/data.pkl") },
        { FileKind.PyTorch, Zip("resnet18-5c106cde/version") },
        { FileKind.PyTorch, [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'] },
        { FileKind.Npz, Zip("images.npy") },
        { FileKind.Zip, Zip("readme.txt") },
        { FileKind.Zip, [.. "PK\x5\x6"u8, .. new byte[18]] },
        { FileKind.Pickle, [0x80, 0x02, .. "}q\x01(U\x06labels"u8] },
        { FileKind.Pickle, [0x80, 0x05, 0x95, 1, 0, 0, 0, 0, 0, 0, 0, (byte)'N', (byte)'.'] },
        { FileKind.Pickle, [.. "(dp1\nS'data'\n"u8] },
        { FileKind.Hdf5, [0x89, .. "HDF\r\n\x1a\n"u8, .. new byte[600]] },
        { FileKind.Student, [.. "SPKD\x1\0\0\0"u8, .. new byte[64]] },
        { FileKind.Gzip, Gzip() },
        { FileKind.Tar, [.. new byte[257], .. "ustar\0"u8, .. new byte[400]] },
        { FileKind.Image, [0x89, .. "PNG\r\n\x1a\n"u8] },
        { FileKind.Image, [0xff, 0xd8, 0xff, 0xe0] },
        { FileKind.Image, [.. "RIFF0000WEBPVP8 "u8] },
        { FileKind.GitLfsPointer, [.. "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 46830571\n"u8] },
        { FileKind.Html, [.. "\r\n<!DOCTYPE HTML><html>"u8] },
        { FileKind.Html, [0xef, 0xbb, 0xbf, .. "<html lang=\"en\">"u8] },
        { FileKind.Json, [.. "{\n  \"weight_map\": {}}"u8] },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_kind_is_told_by_content_and_said_by_both_readers(FileKind kind, byte[] content)
    {
        Assert.Equal(kind, FileKinds.Of(content));
        Assert.Equal(kind, FileKinds.Of(new MemoryStream(content)));
        string weights = Assert.Throws<SafeTensorsException>(() => HandMade.Open(content)).Message;
        string array = Assert.Throws<NpyException>(() => NpyFile.Open(new MemoryStream(content), "hand.npy")).Message;
        Assert.Equal($"'hand.safetensors': it is {kind.Words()}, not a safetensors file. {Conversion.ToSafeTensors(kind)}", weights);
        Assert.Equal($"'hand.npy': it is {kind.Words()}, not a .npy file. {Conversion.ToNpy(kind)}", array);
    }

    [Fact]
    public void Each_reader_knows_the_others_files()
    {
        byte[] weights = HandMade.File("{}"), array = Npy();
        Assert.Contains(
            "it is a safetensors file, not a .npy file",
            Assert.Throws<NpyException>(() => NpyFile.Open(new MemoryStream(weights), "x")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "it is a NumPy array (.npy), not a safetensors file",
            Assert.Throws<SafeTensorsException>(() => HandMade.Open(array)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>The length of a header comes first, and may begin as a pickle or a web page does.</summary>
    [Theory]
    [InlineData(0x280)]
    [InlineData(0x280 + (0x7d << 16))]
    [InlineData(0x04034b50)]
    public void A_header_of_any_length_is_a_header(int length)
    {
        byte[] content = HandMade.File("{}" + new string(' ', length - 2));
        Assert.Equal(FileKind.SafeTensors, FileKinds.Of(content));
        using SafeTensorsFile file = HandMade.Open(content);
        Assert.Empty(file.Tensors);
    }

    [Theory]
    [InlineData("")]
    [InlineData("name: a recipe")]
    [InlineData("PK")]
    [InlineData("BMP is a word")]
    public void Anything_else_is_of_no_known_kind(string text) => Assert.Equal(FileKind.Unknown, FileKinds.Of(Encoding.ASCII.GetBytes(text)));

    private static byte[] Zip(string name)
    {
        using MemoryStream content = new();
        using (ZipArchive archive = new(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
            entry.Write("content"u8);
        }

        return content.ToArray();
    }

    private static byte[] Gzip()
    {
        using MemoryStream content = new();
        using (GZipStream stream = new(content, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write("content"u8);
        }

        return content.ToArray();
    }

    private static byte[] Npy()
    {
        string path = Path.GetTempFileName();
        NpyWriter.Save(path, [1], new byte[1]);
        byte[] content = File.ReadAllBytes(path);
        File.Delete(path);
        return content;
    }
}
