using System.Buffers.Binary;
using System.IO.Compression;
using SpikeDistill.Data;

namespace SpikeDistill.Images.Tests.Idx;

public sealed class IdxTests : IDisposable
{
    private readonly PictureFolderOnDisk _folder = new();

    public IdxTests()
    {
        _folder.Write("train-images-idx3-ubyte", Idx([3, 4, 5], [.. Enumerable.Range(0, 60).Select(i => (byte)(4 * i))]));
        _folder.Write("train-labels-idx1-ubyte", Idx([3], [0, 2, 1]));
        _folder.Write("t10k-images-idx3-ubyte.gz", Packed(Idx([2, 4, 5], new byte[40])));
        _folder.Write("t10k-labels-idx1-ubyte.gz", Packed(Idx([2], [1, 0])));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_are_read_packed_or_not()
    {
        IdxFolder idx = IdxFolder.Read(_folder.Root)!;
        Assert.Equal(("files in MNIST's form", "0,1,2", 3, 2), (idx.Layout, string.Join(',', idx.ClassNames), idx.Train.Count, idx.Test.Count));
        IdxImages images = new("some", idx.Train, idx.ClassNames, new ImageShape(4, 5, 1));
        byte[] pixels = new byte[20];
        images.CopyPixels(1, pixels);
        Assert.Equal(Enumerable.Range(20, 20).Select(i => (byte)(4 * i)), pixels);
        Assert.Equal(2, images.Label(1));
    }

    [Fact]
    public void They_may_lie_where_torchvision_puts_them()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Root, "MNIST"));
        Directory.Move(_folder.Root, _folder.Root + "-raw");
        Directory.CreateDirectory(_folder.Root);
        Directory.Move(_folder.Root + "-raw", Path.Combine(_folder.Root, "raw"));
        Assert.Equal(3, IdxFolder.Read(_folder.Root)!.Train.Count);
    }

    [Fact]
    public void Images_can_be_shown_larger_and_in_three_channels()
    {
        IdxImages images = new("some", IdxFolder.Read(_folder.Root)!.Train, ["a", "b", "c"], new ImageShape(8, 10, 3));
        byte[] pixels = new byte[240];
        images.CopyPixels(0, pixels);
        Assert.Equal((0, 0, 0), (pixels[0], pixels[1], pixels[2]));
        Assert.Equal((4 * 19, 4 * 19, 4 * 19), (pixels[237], pixels[238], pixels[239]));
    }

    [Fact]
    public void Fashion_mnist_is_told_from_mnist_by_its_labels()
    {
        byte[] labels = new byte[60_000];
        ((byte[])[9, 0, 0, 3, 0, 2, 7, 2, 5, 5]).CopyTo(labels, 0);
        _folder.Write("train-images-idx3-ubyte", Idx([60_000, 4, 5], new byte[60_000 * 20]));
        _folder.Write("train-labels-idx1-ubyte", Idx([60_000], labels));
        IdxFolder fashion = IdxFolder.Read(_folder.Root)!;
        Assert.Equal(("Fashion-MNIST's files", "ankle boot"), (fashion.Layout, fashion.ClassNames[9]));
        ((byte[])[5, 0, 4, 1, 9, 2, 1, 3, 1, 4]).CopyTo(labels, 0);
        _folder.Write("train-labels-idx1-ubyte", Idx([60_000], labels));
        IdxFolder digits = IdxFolder.Read(_folder.Root)!;
        Assert.Equal(("MNIST's files", "9"), (digits.Layout, digits.ClassNames[9]));
    }

    [Fact]
    public void Damaged_files_are_named_with_what_is_wrong()
    {
        AssertRefused("train-labels-idx1-ubyte", Idx([2], [0, 2]), "its shape is [2]; expected [3], as there are images");
        AssertRefused("train-labels-idx1-ubyte", [0, 0, 8], "it does not begin as one");
        AssertRefused("train-labels-idx1-ubyte", [0, 0, 13, 1, 0, 0, 0, 3, 0, 0, 0], "its values are of the type 13");
        AssertRefused("train-labels-idx1-ubyte", [0, 0, 8, 9, 0, 0, 0, 3, 0, 0, 0], "it has 9 dimensions");
        AssertRefused("train-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 3, 0, 0], "it ends after 2 of the 3 bytes");
        AssertRefused("train-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 3, 0, 0, 1, 1], "it goes on after the 3 bytes");
        AssertRefused("train-labels-idx1-ubyte", [0, 0, 8, 1, 0xff, 0, 0, 0], "declares more than");
        AssertRefused("train-labels-idx1-ubyte", [0, 0, 8, 3, 0x7f, 0, 0, 0, 0x7f, 0, 0, 0, 0x7f, 0, 0, 0], "declares more than");
        AssertRefused("train-labels-idx1-ubyte", [0, 0, 8, 1, 0x20, 0, 0, 0, 1], "it ends after 1 of the 536870912 bytes");
        AssertRefused("train-labels-idx1-ubyte", Packed(Idx([3], [0, 1, 2]))[..12], "train-labels-idx1-ubyte");
        File.Delete(Path.Combine(_folder.Root, "train-labels-idx1-ubyte"));
        Assert.Contains("there is no such file", Message(), StringComparison.Ordinal);
    }

    private static byte[] Idx(int[] dimensions, byte[] content)
    {
        byte[] head = new byte[4 + (4 * dimensions.Length)];
        (head[2], head[3]) = (8, (byte)dimensions.Length);
        for (int i = 0; i < dimensions.Length; i++) BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4 + (4 * i)), dimensions[i]);
        return [.. head, .. content];
    }

    private static byte[] Packed(byte[] content)
    {
        using MemoryStream stream = new();
        using (GZipStream packed = new(stream, CompressionLevel.Fastest)) packed.Write(content);
        return stream.ToArray();
    }

    private void AssertRefused(string file, byte[] content, string part)
    {
        _folder.Write(file, content);
        Assert.Contains(part, Message(), StringComparison.Ordinal);
    }

    private string Message() => Assert.Throws<DataSetException>(() => IdxFolder.Read(_folder.Root)).Message;
}
