using System.Text.Json;
using SpikeDistill.Reference.Pickles;

namespace SpikeDistill.Cli.Tests.Commands;

/// <summary>The commands on data sets.</summary>
public sealed class DataTests : IDisposable
{
    private const int Record = CifarArchive.Record;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_archive_that_is_here_is_fetched_listed_and_verified()
    {
        CifarArchive.Write(_folder.In("packed.tar.gz"));
        string target = _folder.In("data/cifar-10-batches-bin");

        string refused = _folder.Fail(2, "data", "fetch", "cifar10", "--from", "packed.tar.gz", "--data-dir", "data").Errors;
        Assert.Contains("expected c32a1d4ab5d03f1284b67883e8d87530, the sum of cifar-10-binary.tar.gz", refused, StringComparison.Ordinal);
        Assert.Contains("--no-checksum", refused, StringComparison.Ordinal);
        Assert.False(Directory.Exists(target));

        (string fetched, string told) = _folder.Follow("data", "fetch", "cifar10", "--from", "packed.tar.gz", "--data-dir", "data", "--no-checksum");
        Assert.Contains("unpacking cifar10: ", told, StringComparison.Ordinal);
        Assert.Equal($"cifar10 is ready: {target}", fetched.TrimEnd());
        Assert.Contains("is there already, whole", _folder.Succeed("data", "fetch", "cifar10", "--data-dir", "data"), StringComparison.Ordinal);

        string list = _folder.Succeed("data", "list", "--data-dir", "data");
        Assert.Contains($"looked in {_folder.In("data")} (from --data-dir)", list, StringComparison.Ordinal);
        Assert.Matches($"\n  cifar10 +50,000 training and 10,000 test images in 10 classes, in {target}\n", list);
        Assert.Matches("\n  cifar100 +not here; 'spikedistill data fetch cifar100' gets it\n", list);
        Assert.Contains("drawn when they are needed", list, StringComparison.Ordinal);
        string[] rows = [.. list.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal))];
        int column = rows[0].IndexOf("50,000", StringComparison.Ordinal);
        Assert.All(rows, row => Assert.True(row[column - 1] == ' ' && row[column] != ' ', row));

        Assert.Contains(
            "cifar10: whole; 50,000 training and 10,000 test images read; sums as they were unpacked",
            _folder.Succeed("data", "verify", "--data-dir", "data"),
            StringComparison.Ordinal);
        using (FileStream file = new(Path.Combine(target, "test_batch.bin"), FileMode.Open))
        {
            file.Position = 1000;
            file.WriteByte(1);
        }

        string damaged = _folder.Fail(2, "data", "verify", "cifar10", "--data-dir", "data").Errors;
        Assert.Contains("test_batch.bin: its SHA-256 sum is ", damaged, StringComparison.Ordinal);
        File.Delete(Path.Combine(target, "test_batch.bin"));
        Assert.Contains("test_batch.bin is missing", _folder.Succeed("data", "list", "--data-dir", "data"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_torchvision_unpacked_is_read_as_it_is_and_fetched_from_its_folder()
    {
        string theirs = Directory.CreateDirectory(_folder.In("torchvision/cifar-10-batches-py")).FullName;
        List<long> labels = [.. Enumerable.Range(0, 10_000).Select(i => (long)(i % 10))];
        byte[] batch = PickleWriter.Dictionary(
            PickleStyle.OfCifar,
            ("batch_label", "training batch 1 of 5"),
            ("labels", labels),
            ("data", new ByteArray(new byte[10_000 * (Record - 1)], 10_000, Record - 1)));
        foreach (string name in (string[])["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"])
        {
            File.WriteAllBytes(Path.Combine(theirs, name), batch);
        }

        Assert.Matches(
            $"cifar10 +50,000 training and 10,000 test images in 10 classes, in {theirs}", _folder.Succeed("data", "list", "--data-dir", "torchvision"));
        Assert.Contains(
            "cifar10: whole; 50,000 training and 10,000 test images read; sizes, labels and classes are right",
            _folder.Succeed("data", "verify", "--data-dir", "torchvision"),
            StringComparison.Ordinal);
        (string fetched, string told) = _folder.Follow("data", "fetch", "cifar10", "--from", "torchvision", "--data-dir", "mine");
        Assert.Contains("copying cifar10: ", told, StringComparison.Ordinal);
        Assert.Equal($"cifar10 is ready: {_folder.In("mine/cifar-10-batches-py")}", fetched.TrimEnd());
        Assert.Contains("sums as they were unpacked", _folder.Succeed("data", "verify", "--data-dir", "mine"), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_it_looked_follows_from_the_environment()
    {
        // The process is started with SPIKEDISTILL_DATA set to its folder.
        string[] lines = SpikeDistillProcess.Run(_folder.Path, "data", "list", "--json").Output.TrimEnd().Split('\n');
        JsonElement[] sets = [.. lines.Select(line => JsonElement.Parse(line))];

        Assert.Equal(
            ["cifar10", "cifar100", "synthetic", "synthetic-grey", "cifar10dvs", "n-mnist", "n-caltech101", "dvs-gesture", "shd", "ssc", "imagenet"],
            sets.Select(set => set.GetProperty("name").GetString()));
        Assert.Equal(
            ["synthetic", "synthetic-grey"],
            sets.Where(set => set.GetProperty("present").GetBoolean()).Select(set => set.GetProperty("name").GetString()));
        Assert.Equal(_folder.In("cifar-10-batches-bin"), sets[0].GetProperty("folder").GetString());
        Assert.Contains("(from SPIKEDISTILL_DATA)", SpikeDistillProcess.Run(_folder.Path, "data", "list").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_server_it_says_what_to_fetch_and_where_to_put_it()
    {
        string errors = _folder.Fail(1, "data", "fetch", "cifar100", "--from", "http://127.0.0.1:1/", "--json", "--data-dir", _folder.Path).Errors;

        Assert.Contains("no connection (", errors, StringComparison.Ordinal);
        Assert.Contains(
            "fetch https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz (MD5 03b5dce01913d631647c71ecec9e9cb8) elsewhere, "
                + $"put it at {_folder.In("cifar-100-binary.tar.gz")} and fetch again. --from names a mirror, or an archive that is here.",
            errors,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_called_imagenet_that_holds_something_else_is_listed_as_such()
    {
        _folder.Write("imagenet/notes.txt", "mine");

        string listed = _folder.Succeed("data", "list", "--data-dir", _folder.Path);

        Assert.Matches(@"\n  imagenet +damaged in \S+imagenet: ", listed);
    }

    [Theory]
    [InlineData("tser/imagenet-sew-resnet18-tser", "ImageNet's folders train/ and val/", "https://image-net.org/download.php")]
    [InlineData("bkdsnn/cifar10dvs-sew-7b", "the files of CIFAR10-DVS", "https://figshare.com/articles/dataset/CIFAR10-DVS_New/4724671")]
    public void A_recipe_whose_data_are_not_at_hand_says_how_to_get_them(string recipe, string expected, string home)
    {
        string error = _folder.Refuse("train", recipe, "--data-dir", "data");

        Assert.Contains("there is no such folder", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains(home, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data", "command")]
    [InlineData("data fetch", "NAME")]
    [InlineData("data fetch imagenet", "imagenet")]
    [InlineData("data fetch cifar10 --from none.tar.gz", "none.tar.gz: there is no such file")]
    [InlineData("data verify", "there is no data set to verify")]
    [InlineData("data verify cifar10", "there is no such folder")]
    [InlineData("data lst", "'spikedistill data --help'")]
    public void Mistakes_are_one_message(string line, string told)
    {
        TestTerminal terminal = new(_folder.Path);

        Assert.Equal(
            2,
            CommandLine.Run(
                [.. line.Split(' '), .. line.Contains(' ') && !line.Contains("lst") ? (string[])["--data-dir", _folder.Path] : []], terminal.Terminal));

        Assert.Empty(terminal.Output);
        Assert.StartsWith("error: ", terminal.Errors);
        Assert.Contains(told, terminal.Errors, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("predict")]
    [InlineData("data fetch")]
    [InlineData("data list")]
    [InlineData("data verify")]
    public void Help_has_examples(string command)
    {
        TestTerminal terminal = new(_folder.Path);

        Assert.Equal(0, CommandLine.Run([.. command.Split(' '), "--help"], terminal.Terminal));

        Assert.Contains($"  spikedistill {command}", terminal.Output.Split("Examples:")[1], StringComparison.Ordinal);
    }
}
