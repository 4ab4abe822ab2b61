using SpikeDistill.Reference.Pickles;

namespace SpikeDistill.Data.Tests.Cifar;

/// <summary>CIFAR as torchvision unpacks it: batches for Python, read as they are.</summary>
public sealed class PickledCifarTests : IDisposable
{
    private readonly CifarFolder _ten = new(Cifar10.Layout);
    private readonly CifarFolder _hundred = new(Cifar100.Layout);

    public static TheoryData<PickleStyle> Styles => [.. PickleStyle.All];

    public void Dispose()
    {
        _ten.Dispose();
        _hundred.Dispose();
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void The_images_labels_and_names_are_those_of_the_binary_form(PickleStyle style)
    {
        foreach (CifarFolder folder in (CifarFolder[])[_ten, _hundred])
        {
            ImageData expected = Open(folder.Layout, folder.Root);
            CifarLayout layout = PickledCifar.Write(folder, style);
            Directory.Move(folder.Folder, folder.Folder + ".away");

            ImageData read = Open(layout, folder.Root);

            AssertSame(expected.Train, read.Train);
            AssertSame(expected.Test, read.Test);
            Assert.Equal("name 9", read.Train.ClassNames[9]);
            Assert.True(layout.IsPresent(folder.Root));
            Assert.Equal(500 / 5, Open(layout, Path.Combine(folder.Root, layout.Other!.Folder)).Test.Count);
            Directory.Move(folder.Folder + ".away", folder.Folder);
        }
    }

    [Fact]
    public void A_whole_set_is_taken_before_one_that_is_not_and_else_the_binary_one()
    {
        CifarLayout layout = PickledCifar.Write(_ten, PickleStyle.OfCifar);
        Assert.Equal(_ten.Folder, layout.Find(_ten.Root).Folder);
        File.Delete(_ten.PathOf("data_batch_3.bin"));
        Assert.Equal(Pickled(layout), layout.Find(_ten.Root).Folder);
        File.Delete(Path.Combine(Pickled(layout), "test_batch"));
        Assert.Equal(_ten.Folder, layout.Find(_ten.Root).Folder);
        Directory.Delete(_ten.Folder, recursive: true);
        Assert.Equal(Pickled(layout), layout.Find(_ten.Root).Folder);
        AssertWrong(layout, "test_batch: there is no such file", "expected a file of CIFAR-10");
        Assert.Equal(Pickled(layout), layout.Find(Pickled(layout)).Folder);
    }

    [Fact]
    public void Where_there_is_neither_both_are_named_and_an_archive_that_lies_there()
    {
        string root = Directory.CreateDirectory(Path.Combine(_ten.Root, "empty")).FullName;
        DataSetException failure = Assert.Throws<DataSetException>(() => Open(Cifar10.Layout, root));
        Assert.Equal((DataSetReason.Missing, "cifar10"), (failure.Reason, failure.FetchName));
        Assert.Contains("the folder that holds cifar-10-batches-bin or cifar-10-batches-py with SPIKEDISTILL_DATA", failure.Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(root, "cifar-10-python.tar.gz"), "");
        failure = Assert.Throws<DataSetException>(() => Open(Cifar10.Layout, root));
        Assert.Contains("cifar-10-python.tar.gz lies there already; unpack it there.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_is_told_with_the_file()
    {
        CifarLayout layout = PickledCifar.Write(_ten, PickleStyle.OfCifar), pickled = layout.Other!;
        Directory.Delete(_ten.Folder, recursive: true);
        string file = Path.Combine(Pickled(layout), "data_batch_2");
        byte[] good = File.ReadAllBytes(file), records = new byte[100 * 3073];

        Change(good[..^100], "expected a pickled batch of CIFAR-10");
        Change(good[..^1], "data_batch_2: the file ends within an operation");
        Change("cos\nsystem\n(S'id'\ntR."u8.ToArray(), "data_batch_2: it names os.system, which is not plain data; nothing in it was run");
        Change("<!DOCTYPE html>"u8.ToArray(), "data_batch_2: it is a web page (HTML)");
        Change(new byte[2_000_000], "data_batch_2: it holds 2000000 bytes, far more than 100 images take");
        Change(PickleWriter.Dictionary(PickleStyle.OfCifar, ("labels", new List<long>())), "it has no 'data'; it has 'labels'");
        Change(Batch(100, rows: 50), "its 'data' is [50, 6144] of u1, where [100, 3072] of u1 belongs");
        Change(Batch(99), "its 'data' is [99, 3072] of u1");
        Change(Batch(100), "the label 0 occurs 140 times");
        records[5 * 3073] = 10;
        Change(Batch(100), "data_batch_2: image 5 has the label 10; expected 0 to 9");
        File.WriteAllBytes(file, good);
        byte[] names = PickleWriter.Dictionary(PickleStyle.OfCifar, ("label_names", new List<string> { "a" }));
        File.WriteAllBytes(Path.Combine(Pickled(layout), "batches.meta"), names);
        AssertWrong(layout, "batches.meta: it holds 1 names", "expected 10 in its 'label_names'");

        byte[] Batch(int count, int? rows = null)
            => PickledCifar.Batch(pickled, pickled.Train[1] with { Records = count }, records[..(count * 3073)], PickleStyle.OfCifar, rows);

        void Change(byte[] content, string told)
        {
            File.WriteAllBytes(file, content);
            AssertWrong(layout, told, "Get it again: unpack");
        }
    }

    private static ImageData Open(CifarLayout layout, string root) => new CifarReader(layout, [layout]).Open(root, Cifar10.Normalization);

    private static void AssertSame(IImageDataSet expected, IImageDataSet actual)
    {
        Assert.Equal((expected.Count, expected.Classes, expected.Name), (actual.Count, actual.Classes, actual.Name));
        byte[] one = new byte[3072], other = new byte[3072];
        for (int i = 0; i < expected.Count; i++)
        {
            expected.CopyPixels(i, one);
            actual.CopyPixels(i, other);
            Assert.Equal(one, other);
            Assert.Equal(expected.Label(i), actual.Label(i));
            Assert.Equal((expected as ICoarseLabels)?.CoarseLabel(i), (actual as ICoarseLabels)?.CoarseLabel(i));
        }
    }

    private string Pickled(CifarLayout layout) => Path.Combine(_ten.Root, layout.Other!.Folder);

    private void AssertWrong(CifarLayout layout, params string[] told)
    {
        string message = Assert.Throws<DataSetException>(() => Open(layout, _ten.Root)).Message;
        Assert.All(told, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }
}
