using System.Formats.Tar;
using System.IO.Compression;

namespace SpikeDistill.Data.Tests.Fetching;

public sealed class UnpackingTests : IDisposable
{
    private readonly MadeArchive _made = new();

    public void Dispose() => _made.Dispose();

    [Fact]
    public void A_file_that_is_here_is_unpacked_and_left()
    {
        string file = Path.Combine(_made.Root, "mine.tar.gz");
        File.WriteAllBytes(file, _made.Content);

        _made.Fetch(options: new FetchOptions { From = file });

        File.Delete(file);
        _made.AssertInPlace();
    }

    [Fact]
    public void Both_sets_and_any_way_of_naming_the_folder_are_taken()
    {
        using MadeArchive hundred = new(Cifar100.Layout);
        hundred.Unpack(hundred.Content);
        hundred.AssertInPlace();

        _made.Unpack(MadeArchive.Pack(tar =>
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.Directory, "./"));
            foreach (string name in _made.Layout.Files.Select(file => file.Name).Append(_made.Layout.NamesFile))
            {
                MadeArchive.Add(tar, $"./{_made.Layout.Folder}/{name}", Content(name));
            }
        }));
        _made.AssertInPlace();
    }

    [Theory]
    [InlineData("missing.tar.gz", "there is no such file")]
    [InlineData("", "the folder holds none of these; expected cifar-10-batches-bin or cifar-10-binary.tar.gz")]
    public void A_missing_file_is_named(string name, string message)
    {
        string file = Path.Combine(_made.Root, name);
        Assert.Contains(
            message, Assert.Throws<DataSetException>(() => _made.Fetch(options: new FetchOptions { From = file })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_kind_of_address_is_refused()
        => Assert.Contains(
            "expected http://..., https://..., a file or a folder",
            Assert.Throws<DataSetException>(() => _made.Fetch(options: new FetchOptions { From = "ftp://host/file" })).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("../evil.bin", "points out of its folder")]
    [InlineData("cifar-10-batches-bin/../../evil.bin", "points out of its folder")]
    [InlineData("/tmp/evil.bin", "points out of its folder")]
    [InlineData("cifar-10-batches-bin\\..\\evil.bin", "points out of its folder")]
    [InlineData("C:/evil.bin", "points out of its folder")]
    [InlineData("evil.bin", "is not directly in 'cifar-10-batches-bin'")]
    [InlineData("cifar-10-batches-bin/deep/data_batch_1.bin", "is not directly in 'cifar-10-batches-bin'")]
    [InlineData("cifar-100-binary/train.bin", "is not directly in 'cifar-10-batches-bin'")]
    public void Entries_elsewhere_are_refused(string name, string message)
        => AssertRefused(message, MadeArchive.Pack(tar =>
        {
            _made.AddFiles(tar);
            MadeArchive.Add(tar, name, new byte[10]);
        }));

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Fifo)]
    public void Links_and_devices_are_refused(TarEntryType type)
        => AssertRefused($"is a {type}, where plain files belong", MadeArchive.Pack(tar =>
        {
            UstarTarEntry entry = new(type, "cifar-10-batches-bin/data_batch_1.bin");
            if (type != TarEntryType.Fifo) entry.LinkName = "/etc/passwd";
            tar.WriteEntry(entry);
        }));

    [Fact]
    public void Twice_the_same_file_is_refused()
        => AssertRefused("it holds 'test_batch.bin' twice", MadeArchive.Pack(tar =>
        {
            _made.AddFiles(tar);
            MadeArchive.Add(tar, "cifar-10-batches-bin/test_batch.bin", Content("test_batch.bin"));
        }));

    [Fact]
    public void A_missing_or_wrong_sized_file_is_refused()
    {
        AssertRefused(
            "it does not hold cifar-10-batches-bin/data_batch_1.bin",
            MadeArchive.Pack(tar => MadeArchive.Add(tar, "cifar-10-batches-bin/readme.html", new byte[10])));
        AssertRefused(
            "its 'data_batch_1.bin' has 10 bytes, where 307300 belong",
            MadeArchive.Pack(tar => MadeArchive.Add(tar, "cifar-10-batches-bin/data_batch_1.bin", new byte[10])));
    }

    [Fact]
    public void Labels_are_checked_before_anything_is_put_in_place()
        => AssertRefused("data_batch_1.bin: record 0, byte 0, has the label 99", MadeArchive.Pack(tar =>
        {
            foreach (string name in _made.Layout.Files.Select(file => file.Name))
            {
                byte[] content = Content(name);
                content[0] = 99;
                MadeArchive.Add(tar, $"cifar-10-batches-bin/{name}", content);
            }
        }));

    [Fact]
    public void A_bomb_stops_early()
    {
        AssertRefused(
            "unpacks to more than",
            MadeArchive.Pack(tar => MadeArchive.Add(tar, "cifar-10-batches-bin/readme.html", new byte[50_000_000]), CompressionLevel.SmallestSize));
        using MemoryStream endless = new();
        using (GZipStream zip = new(endless, CompressionLevel.SmallestSize, leaveOpen: true)) zip.Write(new byte[50_000_000]);
        AssertRefused("does not hold", endless.ToArray());
    }

    [Theory]
    [InlineData("10000000000", "claims 1073741824 bytes")]
    [InlineData("17777777777", "cannot be unpacked")]
    public void A_header_that_claims_gigabytes_takes_no_memory(string size, string message)
    {
        byte[] tar = new byte[2048];
        "pax"u8.CopyTo(tar);
        "00000000000"u8.CopyTo(tar.AsSpan(100));
        System.Text.Encoding.ASCII.GetBytes(size).CopyTo(tar.AsSpan(124));
        "00000000000\0"u8.CopyTo(tar.AsSpan(136));
        tar[156] = (byte)'x';
        "ustar\000"u8.CopyTo(tar.AsSpan(257));
        tar.AsSpan(148, 8).Fill((byte)' ');
        System.Text.Encoding.ASCII.GetBytes(
            Convert.ToString(tar.AsSpan(0, 512).ToArray().Sum(value => value), 8).PadLeft(6, '0') + "\0 ").CopyTo(tar.AsSpan(148));
        using MemoryStream bytes = new();
        using (GZipStream zip = new(bytes, CompressionLevel.Fastest, leaveOpen: true)) zip.Write(tar);

        AssertRefused(message, bytes.ToArray());
    }

    [Fact]
    public void Foreign_and_cut_files_are_refused()
    {
        AssertRefused("cannot be unpacked", "these are no images"u8.ToArray());
        AssertRefused("cannot be unpacked", []);
        AssertRefused("cannot be unpacked", _made.Content[..(_made.Content.Length / 2)]);
    }

    [Fact]
    public void Any_change_is_unpacked_or_refused_but_never_crashes()
    {
        byte[] good = MadeArchive.Pack(tar => _made.AddFiles(tar), CompressionLevel.NoCompression);
        Random random = new(3);
        for (int round = 0; round < 30; round++)
        {
            byte[] bad = [.. good];
            for (int edits = 0; edits < 3; edits++) bad[random.Next(round % 2 == 0 ? 2000 : bad.Length)] = (byte)random.Next(256);
            try
            {
                _made.Unpack(bad);
                Directory.Delete(_made.Target, recursive: true);
            }
            catch (DataSetException)
            {
                Assert.Empty(Directory.GetFileSystemEntries(_made.Root));
            }
        }
    }

    [Fact]
    public void A_failed_unpacking_leaves_what_was_there()
    {
        string damaged = Path.Combine(_made.Target, "data_batch_1.bin");
        Directory.CreateDirectory(_made.Target);
        File.WriteAllText(damaged, "half");

        Assert.Throws<DataSetException>(() => _made.Unpack(_made.Content[..1000]));

        Assert.Equal("half", File.ReadAllText(damaged));
        Assert.Equal([damaged], Directory.GetFileSystemEntries(_made.Target));
        Assert.Equal([_made.Target], Directory.GetFileSystemEntries(_made.Root));
    }

    [Fact]
    public void A_damaged_copy_is_replaced_and_files_of_the_user_are_kept()
    {
        _made.Unpack(_made.Content);
        File.WriteAllText(Path.Combine(_made.Target, "test_batch.bin"), "half");
        Assert.Null(_made.Unpack(_made.Content).KeptFolder);
        _made.AssertInPlace();

        File.WriteAllText(Path.Combine(_made.Target, "test_batch.bin"), "half");
        File.WriteAllText(Path.Combine(_made.Target, "notes.txt"), "mine");
        string kept = _made.Unpack(_made.Content).KeptFolder!;

        Assert.Equal([Path.Combine(kept, "notes.txt")], Directory.GetFileSystemEntries(kept));
        Directory.Delete(kept, recursive: true);
        _made.AssertInPlace();
    }

    [Fact]
    public void What_a_killed_process_left_is_cleared_away()
    {
        Directory.CreateDirectory(Path.Combine(_made.Root, $".{_made.Layout.Folder}.unpacking", "half"));
        _made.Unpack(_made.Content);
        _made.AssertInPlace();
    }

    [Fact]
    public void Files_of_one_size_in_each_others_place_are_found_by_their_sums()
    {
        _made.Unpack(_made.Content);
        string first = Path.Combine(_made.Target, "data_batch_1.bin"), second = Path.Combine(_made.Target, "data_batch_2.bin"), aside = first + ".aside";
        File.Move(first, aside);
        File.Move(second, first);
        File.Move(aside, second);

        Assert.StartsWith(first, Assert.Throws<DataSetException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pixel_that_changed_later_is_found_by_its_sum_and_fetched_again()
    {
        _made.Unpack(_made.Content);
        Open();
        string file = Path.Combine(_made.Target, "data_batch_4.bin");
        byte[] bytes = File.ReadAllBytes(file);
        bytes[5000] ^= 1;
        File.WriteAllBytes(file, bytes);

        DataSetException failure = Assert.Throws<DataSetException>(Open);

        Assert.StartsWith(file, failure.Message, StringComparison.Ordinal);
        Assert.False(_made.Unpack(_made.Content).AlreadyThere);
        _made.AssertInPlace();
    }

    [Fact]
    public void Damaged_files_in_the_root_itself_are_not_hidden_by_a_new_folder()
    {
        foreach (CifarFile file in _made.Layout.Files) File.WriteAllText(Path.Combine(_made.Root, file.Name), "half");

        DataSetException failure = Assert.Throws<DataSetException>(() => _made.Unpack(_made.Content));

        Assert.Contains("Remove these files", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_file_in_the_root_hinders_nothing()
    {
        string foreign = Path.Combine(_made.Root, "data_batch_1.bin");
        File.WriteAllText(foreign, "something else");

        Assert.Equal(_made.Target, _made.Unpack(_made.Content).Folder);

        Open();
        File.Delete(foreign);
        _made.AssertInPlace();
    }

    private byte[] Content(string name)
    {
        byte[] found = [];
        using GZipStream zip = new(new MemoryStream(_made.Content), CompressionMode.Decompress);
        using TarReader tar = new(zip);
        while (tar.GetNextEntry() is { } entry)
        {
            if (!entry.Name.EndsWith("/" + name, StringComparison.Ordinal)) continue;
            found = new byte[entry.Length];
            entry.DataStream!.ReadExactly(found);
        }

        return found;
    }

    private void AssertRefused(string message, byte[] archive)
    {
        DataSetException failure = Assert.Throws<DataSetException>(() => _made.Unpack(archive));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Contains("given.tar.gz", failure.Path, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_made.Root));
    }

    private void Open() => new CifarReader(_made.Layout, [_made.Layout]).Open(_made.Root, Cifar10.Normalization);
}
