using System.Diagnostics;
using System.Text.Json.Nodes;

namespace SpikeDistill.Cli.Tests.Commands;

/// <summary>Damaged files and folders, as a user meets them: the exit code, one message that names the file, and nothing touched.</summary>
public sealed class BadInputTests : IDisposable
{
    private const int RecordBytes = 3073;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cut", "data_batch_2.bin", "it was cut", "Get it again: unpack cifar-10-binary.tar.gz", "'spikedistill data fetch cifar10' gets it again")]
    [InlineData("padded", "data_batch_2.bin", "something was added")]
    [InlineData("swapped", "data_batch_2.bin", "the size of CIFAR-100's test.bin")]
    [InlineData("label", "data_batch_2.bin", "record 3", "has the label 77", "0 to 9")]
    [InlineData("missing", "data_batch_2.bin", "there is no such file")]
    [InlineData("folder", "data_batch_2.bin", "it cannot be read")]
    public void Damaged_images(string damage, params string[] told)
    {
        string folder = _folder.In("cifar-10-batches-bin"), file = Path.Combine(folder, "data_batch_2.bin");
        Directory.CreateDirectory(folder);
        Make(Path.Combine(folder, "data_batch_1.bin"), 10_000 * RecordBytes);
        switch (damage)
        {
            case "missing": break;
            case "folder": Directory.CreateDirectory(file); break;
            case "swapped": Make(file, 10_000 * (RecordBytes + 1)); break;
            default: Make(file, (10_000 * RecordBytes) + damage switch { "cut" => -5, "padded" => RecordBytes, _ => 0 }); break;
        }

        if (damage == "label")
        {
            using FileStream stream = new(file, FileMode.Open);
            stream.Position = 3 * RecordBytes;
            stream.WriteByte(77);
        }

        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        AssertRefused(2, ["train", "teacher.yaml", "--set", "data.set=cifar10", "--data-dir", _folder.Path], told);
        Assert.False(Directory.Exists(_folder.In("runs")));
    }

    [Theory]
    [InlineData("weights.safetensors", "cut", "evaluate run", 2, "weights.safetensors", "damaged")]
    [InlineData("weights.safetensors", "flip", "evaluate run", 2, "weights.safetensors", "does not have the checksum", "use another copy")]
    [InlineData("weights.safetensors", "text", "evaluate run", 2, "weights.safetensors", "not a safetensors file")]
    [InlineData("weights.safetensors", "missing", "evaluate run", 2, "weights.safetensors", "no such file")]
    [InlineData("weights.safetensors", "folder", "evaluate run", 2, "weights.safetensors")]
    [InlineData(
        "weights.safetensors", "flip", "train student.yaml --set teacher.recipe=~ --set teacher.checkpoint=run", 2, "weights.safetensors",
        "does not have the checksum")]
    [InlineData("checkpoint.safetensors", "cut", "train teacher.yaml --out run --resume", 2, "checkpoint.safetensors", "damaged")]
    [InlineData("checkpoint.safetensors", "flip", "train teacher.yaml --out run --resume", 2, "checkpoint.safetensors", "does not have the checksum")]
    [InlineData(
        "checkpoint.safetensors", "other", "train teacher.yaml --out run --resume --set training.epochs=2", 1, "checkpoint.safetensors",
        "the file holds another network")]
    [InlineData("recipe.yaml", "text", "train teacher.yaml --out run --resume", 2, "is not a run folder")]
    [InlineData("metrics.jsonl", "text", "train teacher.yaml --out run --resume", 2, "its line 1 cannot be read: it is not valid JSON from byte ")]
    [InlineData(
        "metrics.jsonl",
        "missing",
        "train teacher.yaml --out run --resume",
        2,
        "metrics.jsonl: there is no such file, but 1 epoch is finished. Put it back")]
    [InlineData(
        "metrics.jsonl", "empty", "train teacher.yaml --out run --resume", 2, "metrics.jsonl", "does not hold the measures of the 1 epoch that is finished")]
    [InlineData("metrics.jsonl", "unmeasured", "train teacher.yaml --out run --resume", 2, "metrics.jsonl", "no evaluation after the last epoch")]
    [InlineData("metrics.jsonl", "hollow", "train teacher.yaml --out run --resume", 2, "its line 1 cannot be read: it holds null where something is to be")]
    public void Damaged_run(string file, string damage, string line, int code, params string[] told)
    {
        _folder.Write("student.yaml", TinyRecipes.Student);
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        string[] longer = damage == "other" ? ["--set", "training.epochs=2"] : [];
        Train("run", longer);
        string path = _folder.In(Path.Combine("run", file));
        Damage(path, damage);
        List<(string, string)> before = Snapshot();

        AssertRefused(code, line.Split(' '), told);

        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public void A_pipe_in_place_of_a_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A pipe with a name needs mkfifo(1).");
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        Train("run", []);
        using (Process make = Process.Start("mkfifo", [_folder.In("pipe")]))
        {
            make.WaitForExit();
        }

        // With an end that writes, opening the one that reads does not wait.
        using FileStream writer = new(_folder.In("pipe"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        foreach (string line
            in (string[])["inspect pipe", "evaluate pipe", "import pipe --recipe teacher.yaml --output out", "predict run --input pipe --output out"])
        {
            AssertRefused(2, line.Split(' '), ["pipe': it cannot be sought", "Copy it to disk first"]);
        }
    }

    [Fact]
    public void A_path_that_no_file_can_have()
    {
        _folder.Write("compare.yaml", "base: \"a\\0b\"\nvariants: {one: }\n");
        AssertRefused(2, ["compare", "compare.yaml"], ["compare.yaml:1:7: 'base' must be a path"]);
    }

    private void Damage(string path, string damage)
    {
        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        switch (damage)
        {
            case "cut": File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]); break;
            case "flip":
                bytes[^10] ^= 4;
                File.WriteAllBytes(path, bytes);
                break;
            case "text": File.WriteAllText(path, "this is another file"); break;
            case "empty": File.WriteAllText(path, ""); break;
            case "unmeasured" or "hollow":
                JsonNode line = JsonNode.Parse(bytes)!;
                line[damage == "hollow" ? "terms" : "evaluation"] = damage == "hollow" ? new JsonArray((JsonNode?)null) : null;
                File.WriteAllText(path, line.ToJsonString());
                break;
            case "folder": Directory.CreateDirectory(path); break;
            case "other":
                Train("wider", ["--set", "network.width=6"]);
                File.Copy(_folder.In("wider/checkpoint.safetensors"), path);
                break;
        }
    }

    private void Train(string into, string[] more)
        => _folder.Succeed(["train", "teacher.yaml", "--out", into, .. more]);

    private void AssertRefused(int code, string[] arguments, string[] told)
    {
        string errors = _folder.Fail(code, arguments).Errors;
        Assert.StartsWith("error: ", errors);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.All(told, part => Assert.Contains(part, errors, StringComparison.Ordinal));
    }

    /// <summary>Every file but the lock, which says nothing.</summary>
    private List<(string Name, string Content)> Snapshot()
        => [
            .. Directory.EnumerateFiles(_folder.In("run"))
                .Where(file => Path.GetFileName(file) != "lock")
                .Order(StringComparer.Ordinal)
                .Select(file => (file, Convert.ToHexString(File.ReadAllBytes(file))))];

    /// <summary>A file of zeros, which takes no room.</summary>
    private static void Make(string path, long length)
    {
        using FileStream stream = new(path, FileMode.Create);
        stream.SetLength(length);
    }
}
