using System.IO.Compression;
using System.Text;
using SpikeDistill.Interop.PyTorch;
using SpikeDistill.Reference;

namespace SpikeDistill.Interop.Tests.PyTorch;

/// <summary>Files of PyTorch that are cut, forged or made to do harm.</summary>
public sealed class PyTorchDamageTests
{
    private const string Storage = "X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\0" + "0X\x03\0\0\0cpu";

    [Theory]
    [InlineData("state")]
    [InlineData("state-old")]
    public void Every_cut_is_noticed(string name)
    {
        byte[] good = ZippedFixture.Read(ZippedFixture.PyTorch, name + ".pth");
        for (int length = 0; length < good.Length; length++)
        {
            byte[] cut = good[..length];
            Assert.Throws<PyTorchException>(() => ReadAll(cut));
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1)]
    public void An_archive_that_is_cut_is_told_as_cut_with_its_bytes(int lacking)
    {
        byte[] good = ZippedFixture.Read(ZippedFixture.PyTorch, "state.pth");
        Assert.Contains(
            $"it has {good.Length - lacking} bytes and no list of its parts, in which a Zip archive ends; it was cut off. It was not written to its end",
            Assert.Throws<PyTorchException>(() => ReadAll(good[..^lacking])).Message,
            StringComparison.Ordinal);
        byte[] old = ZippedFixture.Read(ZippedFixture.PyTorch, "state-old.pth");
        string message = Assert.Throws<PyTorchException>(() => ReadAll(old[..^lacking])).Message;
        Assert.Contains($"it has {old.Length - lacking} bytes, but its storage '", message, StringComparison.Ordinal);
        Assert.Contains("; it was cut off. ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("state")]
    [InlineData("state-old")]
    public void Every_changed_byte_is_data_or_a_told_error(string name)
    {
        byte[] good = ZippedFixture.Read(ZippedFixture.PyTorch, name + ".pth");
        for (int i = 0; i < good.Length; i++)
        {
            foreach (byte flip in (byte[])[1, 0x80])
            {
                byte[] bad = [.. good];
                bad[i] ^= flip;
                try
                {
                    ReadAll(bad);
                }
                catch (PyTorchException)
                {
                }
            }
        }
    }

    [Theory]
    [InlineData("cos\nsystem\n(S'id'\ntR.", "it names os.system")]
    [InlineData("c__builtin__\neval\n(S'1'\ntR.", "it names __builtin__.eval")]
    [InlineData("c__builtin__\ngetattr\n(cos\nsystem\nS'x'\ntR.", "it names __builtin__.getattr")]
    [InlineData("ctorch\nload\n.", "it names torch.load")]
    [InlineData("(S'id'\nios\nsystem\n.", "it uses the operation INST")]
    [InlineData("S'a'\nQ.", "that is no storage")]
    [InlineData("Pa\n.", "that is no storage")]
    [InlineData("(" + Storage + "J\xff\xff\xff\xfftQ.", "that is no storage")]
    [InlineData("(" + Storage + "\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7ftQ.", "a storage of 9223372036854775807 elements is announced")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n((" + Storage + "K\x04tQK\0K\x05\x85K\x01\x85\x89NtR.", "not a view of its storage")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n((" + Storage + "K\x04tQK\x01K\x04\x85K\x01\x85\x89NtR.", "not a view of its storage")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n((" + Storage + "K\x04tQK\0J\xff\xff\xff\x7f\x85K\0\x85\x89NtR.", "repeats its elements")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n((" + Storage + "K\x04tQK\0K\x02\x85J\xff\xff\xff\xff\x85\x89NtR.", "not a view of its storage")]
    public void What_is_wrong_is_told(string pickle, string told)
        => Assert.Contains(told, Refusal(Zip(pickle, new byte[16])), StringComparison.Ordinal);

    [Fact]
    public void A_storage_that_is_missing_or_shorter_than_its_tensors_is_told()
    {
        string pickle = "}X\x01\0\0\0" + "wctorch._utils\n_rebuild_tensor_v2\n((" + Storage + "K\x04tQK\0K\x04\x85K\x01\x85\x89NtRs.";
        ReadAll(Zip(pickle, new byte[16]));
        Assert.Contains("its storage '0' has 15 bytes; its tensors take 16", Refusal(Zip(pickle, new byte[15])), StringComparison.Ordinal);
        Assert.Contains("it has no storage '0'", Refusal(Zip(pickle, null)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_beside_the_weights_is_plain_data()
    {
        string weight = "X\x01\0\0\0" + "wctorch._utils\n_rebuild_tensor_v2\n((" + Storage + "K\x04tQK\0K\x04\x85K\x01\x85\x89NtRs";
        ReadAll(Zip("}" + weight + "X\x01\0\0\0" + "sc__builtin__\nset\n(](K\x01K\u0002etRs.", new byte[16]));
    }

    /// <summary>A short file must not grow into much memory by making dictionaries of the same pairs again and again.</summary>
    [Fact]
    public void Pairs_are_not_made_beyond_the_files_length()
    {
        StringBuilder pickle = new("(lp0\n0g0\n");
        for (int i = 0; i < 1000; i++) pickle.Append($"(S'{i}'\nNta");
        pickle.Append("0ccollections\nOrderedDict\np1\n0");
        for (int i = 0; i < 1000; i++) pickle.Append("g1\n(g0\ntR0");
        Assert.Contains("more pairs are made than the file holds", Refusal(Zip(pickle.Append("N.").ToString(), null)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1", "a Git LFS pointer")]
    [InlineData("<!doctype html>", "a web page")]
    [InlineData("x", "of an unknown kind")]
    [InlineData("", "of an unknown kind")]
    public void Other_kinds_of_files_are_named(string content, string told)
        => Assert.Contains(told, Refusal(Encoding.Latin1.GetBytes(content)), StringComparison.Ordinal);

    /// <summary>Dictionaries that stand in one another many times are walked once each.</summary>
    [Fact]
    public void Dictionaries_that_are_shared_are_walked_once()
    {
        StringBuilder pickle = new("}p0\n0");
        for (int level = 1; level < 4; level++)
        {
            pickle.Append('}');
            for (int i = 0; i < 2000; i++) pickle.Append($"S'{i}'\ng{level - 1}\ns");
            pickle.Append($"p{level}\n");
        }

        Assert.Contains("it holds no tensors", Refusal(Zip(pickle.Append('.').ToString(), null)), StringComparison.Ordinal);
    }

    private static byte[] Zip(string pickle, byte[]? storage)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Put(archive, "x/data.pkl", Encoding.Latin1.GetBytes(pickle));
            if (storage is not null) Put(archive, "x/data/0", storage);
        }

        return stream.ToArray();
    }

    private static void Put(ZipArchive archive, string name, byte[] content)
    {
        using Stream entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
        entry.Write(content);
    }

    private static string Refusal(byte[] content) => Assert.Throws<PyTorchException>(() => ReadAll(content)).Message;

    private static void ReadAll(byte[] content)
    {
        using PyTorchFile file = PyTorchFile.Open(new MemoryStream(content), "input");
        foreach (TensorInfo tensor in file.Tensors) file.ReadSingles(tensor.Name, 0, new float[tensor.ElementCount]);
    }
}
