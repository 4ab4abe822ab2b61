namespace SpikeDistill.Data.Tests.Cifar;

public sealed class CifarReaderTests : IDisposable
{
    private readonly CifarFolder _ten = new(Cifar10.Layout);
    private readonly CifarFolder _hundred = new(Cifar100.Layout);

    public void Dispose()
    {
        _ten.Dispose();
        _hundred.Dispose();
    }

    [Fact]
    public void Cifar10_comes_out_with_labels_and_interleaved_pixels()
    {
        ImageData data = Open(_ten);
        Assert.Equal(("CIFAR-10", 500, 100, 10), (data.Name, data.Train.Count, data.Test.Count, data.Train.Classes));
        byte[] pixels = new byte[3072];
        data.Train.CopyPixels(203, pixels);
        Assert.Equal(CifarFolder.Label(2, 3, 10), data.Train.Label(203));
        Assert.Equal(CifarFolder.Pixel(2, 3, channel: 0, y: 5, x: 9), pixels[(((5 * 32) + 9) * 3) + 0]);
        Assert.Equal(CifarFolder.Pixel(2, 3, channel: 2, y: 31, x: 31), pixels[(((31 * 32) + 31) * 3) + 2]);
    }

    [Fact]
    public void Cifar100_keeps_both_labels()
    {
        ImageData data = Open(_hundred);
        ICoarseLabels coarse = Assert.IsAssignableFrom<ICoarseLabels>(data.Test);
        Assert.Equal(CifarFolder.Label(1, 19, 100), data.Test.Label(19));
        Assert.Equal(CifarFolder.Label(1, 19, 20), coarse.CoarseLabel(19));
        Assert.Equal(20, coarse.CoarseClassNames.Count);
    }

    [Fact]
    public void Class_names_come_from_the_file_beside_or_are_numbered()
    {
        Assert.Equal("class 9", Open(_ten).Train.ClassNames[9]);
        File.WriteAllText(_ten.PathOf("batches.meta.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
        Assert.Equal("j", Open(_ten).Train.ClassNames[9]);
        File.WriteAllText(_ten.PathOf("batches.meta.txt"), "a\nb\n");
        AssertWrong(_ten, "batches.meta.txt", "it holds 2 names", "expected 10");
    }

    [Fact]
    public void The_folder_itself_can_be_named_too()
        => Assert.Equal(500, new CifarReader(_ten.Layout, [_ten.Layout]).Open(_ten.Folder, Cifar10.Normalization).Train.Count);

    [Fact]
    public void A_file_of_the_same_name_beside_the_folder_does_not_hide_it()
    {
        File.WriteAllText(Path.Combine(_hundred.Root, "train.bin"), "tokens of another program");
        Assert.True(_hundred.Layout.IsPresent(_hundred.Root));
        Assert.Equal(100, Open(_hundred).Train.Count);
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n", "it is a Git LFS pointer", "git lfs pull")]
    [InlineData("<!DOCTYPE html>", "it is a web page (HTML)", "Download the file itself")]
    [InlineData("PK\u0003\u0004", "it is a Zip archive", "Unpack it")]
    public void Another_kind_of_file_under_the_name_is_told_as_what_it_is(string content, string found, string advice)
    {
        _ten.Change("data_batch_3.bin", _ => System.Text.Encoding.ASCII.GetBytes(content));
        AssertWrong(_ten, "data_batch_3.bin", found, advice);
        File.WriteAllText(_hundred.PathOf("fine_label_names.txt"), content);
        AssertWrong(_hundred, "fine_label_names.txt", found, advice);
    }

    [Fact]
    public void Missing_folder()
    {
        Directory.Delete(_ten.Folder, recursive: true);
        Assert.False(_ten.Layout.IsPresent(_ten.Root));
        DataSetException error = AssertWrong(_ten, "cifar-10-batches-bin", "there is no such folder", "SPIKEDISTILL_DATA");
        Assert.Equal(_ten.Folder, error.Path);
    }

    [Fact]
    public void Missing_file()
    {
        Assert.True(_ten.Layout.IsPresent(_ten.Root));
        File.Delete(_ten.PathOf("data_batch_3.bin"));
        Assert.False(_ten.Layout.IsPresent(_ten.Root));
        AssertWrong(_ten, "data_batch_3.bin", "there is no such file", "cifar-10-binary.tar.gz");
    }

    [Fact]
    public void A_folder_in_place_of_a_file()
    {
        File.Delete(_ten.PathOf("test_batch.bin"));
        Directory.CreateDirectory(_ten.PathOf("test_batch.bin"));
        AssertWrong(_ten, "test_batch.bin");
    }

    [Theory]
    [InlineData(-1, "99 whole records and 3072 bytes (it was cut)")]
    [InlineData(-3073, "99 whole records and 0 bytes (it was cut)")]
    [InlineData(1, "100 whole records and 1 bytes (something was added)")]
    [InlineData(3073, "101 whole records and 0 bytes (something was added)")]
    [InlineData(-307300, "0 whole records and 0 bytes (it was cut)")]
    public void Cut_or_padded(int change, string found)
    {
        _ten.Change("data_batch_2.bin", bytes =>
        {
            Array.Resize(ref bytes, bytes.Length + change);
            return bytes;
        });
        AssertWrong(_ten, "data_batch_2.bin", found, "307300 bytes (100 records of 3073)");
    }

    [Fact]
    public void The_other_set_in_place_of_this()
    {
        File.Copy(_hundred.PathOf("test.bin"), _ten.PathOf("test_batch.bin"), overwrite: true);
        AssertWrong(_ten, "test_batch.bin", "the size of CIFAR-100's");
        File.Copy(_ten.PathOf("data_batch_1.bin"), _hundred.PathOf("train.bin"), overwrite: true);
        AssertWrong(_hundred, "train.bin", "the size of CIFAR-10's data_batch_1.bin");
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(19, 255)]
    public void Label_out_of_range(int record, byte label)
    {
        int at = record * 3073;
        _ten.Change("test_batch.bin", bytes => With(bytes, at, label));
        AssertWrong(_ten, "test_batch.bin", $"record {record}, byte {at}, has the label {label}", "expected 0 to 9");
    }

    [Fact]
    public void Coarse_label_out_of_range()
    {
        _hundred.Change("train.bin", bytes => With(bytes, 3074, 20));
        AssertWrong(_hundred, "train.bin", "record 1, byte 3074, has the coarse label 20", "expected 0 to 19");
    }

    [Fact]
    public void A_flipped_bit_that_leaves_a_label_in_range_is_seen_in_the_counts()
    {
        _ten.Change("data_batch_5.bin", bytes => With(bytes, 0, (byte)(bytes[0] ^ 1)));
        AssertWrong(_ten, "cifar-10-batches-bin", "in data_batch_1.bin to data_batch_5.bin together the label 8 occurs 49 times", "expected 50 of each");
        _hundred.Change("test.bin", bytes => With(bytes, 0, (byte)(bytes[0] ^ 1)));
        AssertWrong(_hundred, "test.bin", "the coarse label 6 occurs 6 times", "expected 5 of each");
    }

    [Fact]
    public void A_training_file_in_place_of_the_test_file()
    {
        // As in the real set, single training files are not balanced; only all of them together are.
        _ten.Change("data_batch_1.bin", bytes => With(bytes, 0, 1));
        _ten.Change("data_batch_2.bin", bytes => With(bytes, 4 * 3073, 0));
        Assert.Equal(500, Open(_ten).Train.Count);
        File.Copy(_ten.PathOf("data_batch_1.bin"), _ten.PathOf("test_batch.bin"), overwrite: true);
        AssertWrong(_ten, "test_batch.bin", "the label 0 occurs 9 times", "expected 10 of each", "a file is a copy of another");
    }

    [Fact]
    public void Unreadable_file()
    {
        // Locking works for every user, root included; permissions do not.
        using FileStream held = new(_ten.PathOf("data_batch_4.bin"), FileMode.Open, FileAccess.Read, FileShare.None);
        AssertWrong(_ten, "data_batch_4.bin", "it cannot be read", "a readable file");
    }

    private static byte[] With(byte[] bytes, int at, byte value)
    {
        bytes[at] = value;
        return bytes;
    }

    private ImageData Open(CifarFolder folder)
        => new CifarReader(folder.Layout, [folder.Layout, _ten.Layout, _hundred.Layout]).Open(folder.Root, Cifar10.Normalization);

    private DataSetException AssertWrong(CifarFolder folder, string file, params string[] parts)
    {
        DataSetException error = Assert.Throws<DataSetException>(() => Open(folder));
        Assert.EndsWith(file, error.Path, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        return error;
    }
}
