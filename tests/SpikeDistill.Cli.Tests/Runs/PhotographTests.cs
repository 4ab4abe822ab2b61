using System.IO.Compression;
using System.Text.Json;

namespace SpikeDistill.Cli.Tests.Runs;

/// <summary>A network is trained on photographs in folders, some of them damaged, is killed, goes on, and predicts photographs by name.</summary>
public sealed class PhotographTests : IDisposable
{
    /// <summary>Teacher and student, each of which tells of a file once.</summary>
    private const int Runs = 2;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_on_pictures_that_is_killed_ends_with_the_bits_of_one_that_is_not()
    {
        WritePictures();
        const string Data = "data: {set: folder, path: pictures, size: 32, test_share: 0.25, augmentation: [random_resized_crop, flip]}";
        WriteRecipes("pictures", Data, "stem: cifar", 20, 8);
        string output = Train("whole", threads: 2);
        Assert.Equal(Runs, Count(output, "a/empty.jpg: the file is empty"));
        Assert.Equal(Runs, Count(output, "b/cut.png: the file is cut"));
        using (SpikeDistillProcess killed = Start("killed", threads: 1))
        {
            killed.WaitForLine("epoch 3/20");
            Assert.False(killed.HasExited);
            killed.Kill();
        }

        Train("killed", threads: 3);
        ResumableRun.AssertSame(_folder.In("whole"), _folder.In("killed"));
        JsonElement last = JsonElement.Parse(File.ReadLines(_folder.In("whole/metrics.jsonl")).Last());
        Assert.Equal(2, last.GetProperty("skipped_images").GetInt32());
    }

    [Fact]
    public void Predictions_come_with_names_as_lines_tables_and_a_sheet()
    {
        WritePictures();
        WriteRecipes("pictures", "data: {set: folder, path: pictures, size: 32, middle: 0.9, augmentation: [flip]}", "stem: cifar", 1, 8);
        Train("run", threads: 2);
        string[] lines = _folder.Succeed("predict", "run", "--input", "pictures/a", "pictures/b/0*.jpg", "--json").TrimEnd().Split('\n');
        JsonElement first = JsonElement.Parse(lines[0]), result = JsonElement.Parse(lines[^1]);
        Assert.Equal("pictures/a/00.jpg", first.GetProperty("input").GetString());
        Assert.Contains(first.GetProperty("class").GetString(), (string[])["a", "b"]);
        Assert.Equal(2, first.GetProperty("steps").GetArrayLength());
        Assert.Equal((12, 1), (result.GetProperty("images").GetInt32(), result.GetProperty("skipped").GetInt32()));

        string output = _folder.Succeed(
            "predict", "run/weights.safetensors", "--input", "pictures", "--csv", "all.csv", "--sheet", "all.png", "--output", "logits.npy");
        Assert.Contains("pictures/b/05.jpg", output, StringComparison.Ordinal);
        string[] csv = File.ReadAllLines(_folder.In("all.csv"));
        Assert.Equal(("input,step,class,a,b", 1 + (12 * 3)), (csv[0], csv.Length));
        Assert.StartsWith("pictures/a/00.jpg,mean,", csv[1], StringComparison.Ordinal);
        Assert.Equal([0x89, .. "PNG"u8], File.ReadAllBytes(_folder.In("all.png"))[..4]);
        Assert.True(File.Exists(_folder.In("logits.npy")));

        (int code, _, string errors) = SpikeDistillProcess.Run(_folder.Path, "predict", "run", "--input", "pictures/a/empty.jpg");
        Assert.Equal(2, code);
        Assert.Contains("pictures/a/empty.jpg: the file is empty", errors, StringComparison.Ordinal);
        Assert.Contains("class folders", _folder.Succeed("data", "stats", "pictures", "--set", "data.size=16"), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Rare")]
    public void Sew_resnet18_learns_from_resnet18_at_224_on_imagenets_layout_is_killed_and_predicts_photographs()
    {
        string source = Path.Combine(Environment.GetEnvironmentVariable("SPIKEDISTILL_DATA") ?? "", "imagenet-folder");
        Assert.SkipUnless(Directory.Exists(source), "SPIKEDISTILL_DATA names no folder with imagenet-folder.");
        Copy(source, _folder.In("set"));
        Damage(_folder.In("set/train"));
        WriteRecipes(
            "set", "data: {set: folder, path: set, size: 224, middle: 0.875, augmentation: [random_resized_crop, flip]}", "stem: imagenet", 3, 16);
        string output = Train("whole", threads: 2);
        Assert.Equal(Runs * 5, Count(output, "A picture is skipped."));
        using (SpikeDistillProcess killed = Start("killed", threads: 2))
        {
            killed.WaitForLine("epoch 1/3");
            killed.Kill();
        }

        Train("killed", threads: 1);
        ResumableRun.AssertSame(_folder.In("whole"), _folder.In("killed"));
        Assert.Contains("ImageNet's layout", _folder.Succeed("data", "stats", "set"), StringComparison.Ordinal);
        string[] lines = _folder.Succeed("predict", "whole", "--input", "set/val/n01440764", "--json").TrimEnd().Split('\n');
        string[] names = [.. JsonElement.Parse(lines[0]).GetProperty("likeliest").EnumerateArray().Select(one => one.GetProperty("class").GetString()!)];
        string[] known =
        [
            "tench", "English springer", "cassette player", "chain saw", "church", "French horn", "garbage truck", "gas pump", "golf ball", "parachute",
        ];
        Assert.All(names, name => Assert.Contains(name, known));
    }

    private void WritePictures()
    {
        using ZipArchive archive = ZipFile.OpenRead(Path.Combine(AppContext.BaseDirectory, "fixtures", "pictures.zip"));
        byte[] one = Content("colour.jpg"), other = Content("turned-6.jpg");
        for (int i = 0; i < 6; i++)
        {
            Write($"pictures/a/{i:00}.jpg", one);
            Write($"pictures/b/{i:00}.jpg", other);
        }

        Write("pictures/a/empty.jpg", []);
        Write("pictures/b/cut.png", Content("colour.png")[..900]);

        byte[] Content(string name)
        {
            using Stream stream = archive.GetEntry(name)!.Open();
            using MemoryStream content = new();
            stream.CopyTo(content);
            return content.ToArray();
        }
    }

    /// <summary>One file of each kind of damage.</summary>
    private static void Damage(string train)
    {
        string[] classes = [.. Directory.GetDirectories(train).Order(StringComparer.Ordinal)];
        string[] files = [.. classes.Select(folder => Directory.GetFiles(folder).Order(StringComparer.Ordinal).First())];
        File.WriteAllBytes(files[0], []);
        File.WriteAllBytes(files[1], File.ReadAllBytes(files[1])[..3000]);
        File.WriteAllText(files[2], "<!DOCTYPE html><title>Log in</title>");
        byte[] damaged = File.ReadAllBytes(files[3]);
        damaged.AsSpan(2, 400).Fill(0x55);
        File.WriteAllBytes(files[3], damaged);
        File.WriteAllText(Path.Combine(classes[4], "photo.heic"), "a form that is not read");
        File.Move(files[5], Path.ChangeExtension(files[5], ".png"));
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, File.ReadAllBytes(file));
        }
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.In(path))!);
        File.WriteAllBytes(_folder.In(path), content);
    }

    private void WriteRecipes(string name, string data, string stem, int epochs, int batch)
    {
        _folder.Write(
            "teacher.yaml",
            $$"""
            name: {{name}}-teacher
            {{data}}
            network: {architecture: resnet18, {{stem}}, width: 4, activation: relu}
            training: {epochs: 1, batch_size: {{batch}}}
            """);
        _folder.Write(
            "student.yaml",
            $$"""
            name: {{name}}-student
            {{data}}
            network: {architecture: sew-resnet18, {{stem}}, width: 4, timesteps: 2}
            objective: {method: tser}
            teacher: {recipe: teacher.yaml}
            training: {epochs: {{epochs}}, batch_size: {{batch}}}
            """);
    }

    private static string[] Command(string run, int threads)
        => ["train", "student.yaml", "--out", run, "--resume", "--save-every", "0", "--threads", $"{threads}"];

    private SpikeDistillProcess Start(string run, int threads) => SpikeDistillProcess.Start(_folder.Path, Command(run, threads));

    /// <summary>Trains to the end within this process; gives what was told.</summary>
    private string Train(string run, int threads) => _folder.Succeed(Command(run, threads));
}
