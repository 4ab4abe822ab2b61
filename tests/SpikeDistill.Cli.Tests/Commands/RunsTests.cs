using System.Diagnostics;
using System.Text.Json;

namespace SpikeDistill.Cli.Tests.Commands;

/// <summary><c>runs</c>, and <c>inspect</c> of a comparison: what was trained, whatever lies beside it.</summary>
public sealed class RunsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RunsTests()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        _folder.Write("student.yaml", TinyRecipes.Student);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Runs_are_listed_with_state_recipe_and_accuracy()
    {
        _folder.Succeed("train", "student.yaml");
        string half = Half("tiny-student-seed0", "half");

        string text = _folder.Succeed("runs");

        Assert.Matches(@"\n tiny-student-seed0 +finished +\d+\.\d\d +40 test +tiny-student +tser +resnet \[1\], width 4, T 2 +synthetic *\n", text);
        Assert.Matches(@"\n tiny-teacher-seed0 +finished +\d+\.\d\d +40 test +tiny-teacher +cross_entropy +resnet \[1\], width 4, ANN +synthetic *\n", text);
        Assert.Matches(@"\n half +2 of 5 epochs +\d+\.\d\d +40 test +tiny-student ", text);
        Assert.Contains("\nruns: 3 runs, 2 finished.\n", text, StringComparison.Ordinal);
        JsonElement line = Lines("runs", "--json").Single(line => line.GetProperty("folder").GetString() == half);
        Assert.Equal(("run", 2, 5), (line.GetProperty("kind").GetString(), Number(line, "finished_epochs"), Number(line, "epochs")));
        Assert.Equal(("tser", 2, 40), (line.GetProperty("method").GetString(), Number(line, "timesteps"), Number(line, "images")));
    }

    [Fact]
    public void A_comparison_is_printed_again()
    {
        string shown = _folder.Succeed("compare", "compare-synthetic-tiny", "--set", "contrasts={effect: {tser: 1, ce: -1}}", "--out", "runs/c");
        int start = shown.IndexOf("compare-synthetic-tiny: 6 of 6 runs finished", StringComparison.Ordinal);
        string table = shown[start..shown.IndexOf("report: ", StringComparison.Ordinal)];

        string text = _folder.Succeed("runs", "runs/c");

        Assert.StartsWith(table, text);
        Assert.Matches(@"\n runs/tser-seed1 +finished +\d+\.\d\d +200 test +tser-seed1 +tser ", text);
        Assert.Matches(@"\n teachers/teacher-synthetic-tiny-seed0 +finished ", text);
        Assert.Contains("\nruns/c: 7 runs, 7 finished.\n", text, StringComparison.Ordinal);
        Assert.Matches(@"\n c +finished +- +- +compare-synthetic-tiny +comparison ", _folder.Succeed("runs"));
        string inspected = _folder.Succeed("inspect", "runs/c");
        Assert.EndsWith(table, inspected);
        Assert.Contains("\ncommand: spikedistill compare compare-synthetic-tiny --set ", inspected, StringComparison.Ordinal);
        Assert.Contains("\nvariant ce: cross_entropy on synthetic, resnet, width 4, T 2, 2 epochs; changes ", inspected, StringComparison.Ordinal);
        JsonElement[] lines = Lines("runs", "runs/c", "--json");
        Assert.Equal(8, lines.Length);
        Assert.Equal(3, lines[0].GetProperty("comparison").GetProperty("variants").GetArrayLength());
        Assert.Equal(6, Number(Lines("inspect", "runs/c", "--json").Single().GetProperty("comparison"), "finished_runs"));
    }

    [Fact]
    public void A_comparison_without_a_table_says_that_it_is_begun()
    {
        _folder.Write("runs/c/comparison.json", """{"event": "comparison", "name": "mine"}""");

        Assert.Matches(@"\n c +begun ", _folder.Succeed("runs"));
        Assert.Equal("comparison: mine, begun; no run is finished yet\n", _folder.Succeed("inspect", "runs/c"));
        Assert.Contains("holds a comparison, whose runs have a plan each", _folder.Refuse("inspect", "runs/c", "--plan"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1, 2")]
    [InlineData("{\"event\": \"comparison\"}")]
    [InlineData("{\"event\": \"comparison\", \"name\": \"c\", \"variants\": 3}")]
    [InlineData("{\"event\": \"comparison\", \"name\": \"c\", \"variants\": [null]}")]
    [InlineData("{\"event\": \"comparison\", \"name\": \"c\", \"variants\": [{\"name\": \"a\", \"runs\": [null]}]}")]
    [InlineData("{\"event\": \"comparison\", \"name\": \"c\", \"variants\": [{\"name\": \"a\", \"measures\": {\"accuracy\": null}}]}")]
    [InlineData("{\"event\": \"comparison\", \"name\": \"c\", \"variants\": [], \"seeds\": null}")]
    [InlineData("")]
    public void A_damaged_table_is_told_and_the_rest_is_listed(string table)
    {
        _folder.Succeed("train", "teacher.yaml");
        _folder.Write("runs/c/comparison.json", """{"event": "comparison", "name": "mine"}""");
        _folder.Write("runs/c/table.json", table);

        string text = _folder.Succeed("runs");

        Assert.Matches(@"\n c +(unreadable|finished) ", text);
        Assert.Matches(@"\n tiny-teacher-seed0 +finished ", text);
        Assert.DoesNotContain("   at ", _folder.Succeed("runs", "runs/c"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_run_hides_none()
    {
        _folder.Succeed("train", "teacher.yaml");
        _folder.Write("runs/broken/recipe.yaml", "network: [");
        _folder.Write("runs/empty/recipe.yaml", "");
        _folder.Write("runs/notes.txt", "text");
        _folder.Write("runs/.hidden/recipe.yaml", "");
        _folder.Write("runs/a\u001b[31mred\nline/recipe.yaml", "{}");
        Directory.CreateSymbolicLink(_folder.In("runs/loop"), _folder.In("runs"));
        Half("tiny-teacher-seed0", "damaged");
        File.WriteAllText(_folder.In("runs/damaged/metrics.jsonl"), "{]\n{]\n");
        if (OperatingSystem.IsLinux())
        {
            Directory.CreateDirectory(_folder.In("runs/pipe"));
            using Process make = Process.Start("mkfifo", [_folder.In("runs/pipe/recipe.yaml")]);
            make.WaitForExit();
        }

        string text = _folder.Succeed("runs");

        Assert.Matches(@"\n tiny-teacher-seed0 +finished ", text);
        Assert.All((string[])["broken", "empty", "damaged"], name => Assert.Matches($@"\n {name} +unreadable ", text));
        Assert.DoesNotContain('\u001b', text);
        Assert.Contains("a\uFFFD[31mred line", text, StringComparison.Ordinal);
        Assert.DoesNotContain("loop", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", text, StringComparison.Ordinal);
        Assert.Contains("empty/recipe.yaml: is empty, or is no file on disk.", text, StringComparison.Ordinal);
        Assert.All(Lines("runs", "--json"), line => Assert.Equal(JsonValueKind.Object, line.ValueKind));
    }

    [Theory]
    [InlineData("metrics.jsonl", "cut", "does not hold the measures of the 2 epochs that are finished")]
    [InlineData("metrics.jsonl", "one line", "does not hold the measures of the 2 epochs that are finished")]
    [InlineData("metrics.jsonl", "empty", "is empty, or is no file on disk")]
    [InlineData("metrics.jsonl", "missing", "there is no such file, but 2 epochs are finished")]
    [InlineData("metrics.jsonl", "word", "its line 1 ('{\"epoch\":\"one\",", "cannot be read: ")]
    [InlineData("metrics.jsonl", "signs", "its line 1 ('??[31mred…') cannot be read: ")]
    [InlineData("recipe.yaml", "signs", "is not a run folder: ")]
    [InlineData("recipe.yaml", "cut", "is not a run folder: ", "is not valid YAML")]
    [InlineData("checkpoint.safetensors", "cut", "checkpoint.safetensors': ")]
    public void What_is_damaged_is_named_by_list_and_report_alike(string file, string damage, params string[] told)
    {
        _folder.Succeed("train", "teacher.yaml", "--set", "training.epochs=2");
        Half("tiny-teacher-seed0", "damaged");
        string path = _folder.In($"runs/damaged/{file}");
        byte[] bytes = File.ReadAllBytes(path);
        int second = bytes.AsSpan().IndexOf((byte)'\n') + 1;
        File.Delete(path);
        if (damage != "missing")
        {
            File.WriteAllBytes(path, damage switch
            {
                "cut" => file == "recipe.yaml" ? [.. bytes[..60], .. "\n: [a"u8] : bytes[..300],
                "one line" => bytes[..second],
                "word" => [.. "{\"epoch\":\"one\","u8, .. bytes[11..]],
                "signs" => [1, 27, .. "[31mred\n"u8],
                _ => [],
            });
        }

        string listed = _folder.Succeed("runs"), reported = _folder.Succeed("report", "runs", "--out", "page.html");

        Assert.Matches(@"\n tiny-teacher-seed0 +finished ", listed);
        Assert.Matches(@"\n damaged +unreadable ", listed);
        Assert.Contains("\n1 run, ", $"\n{reported}", StringComparison.Ordinal);
        string line = Assert.Single(reported.Split('\n'), one => one.StartsWith($"left out: {_folder.In("runs/damaged")}: ", StringComparison.Ordinal));
        Assert.Equal(2, line.Split(_folder.In("runs/damaged")).Length);
        Assert.All(told, part => Assert.Contains(part, listed, StringComparison.Ordinal));
        Assert.All(told, part => Assert.Contains(part, line, StringComparison.Ordinal));
        string both = listed + reported;
        Assert.All((string[])["Path: $", "LineNumber", "System.", "\u001b", "\u0001"], raw => Assert.DoesNotContain(raw, both, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_hundred_runs_are_listed_without_reading_their_weights()
    {
        _folder.Succeed("train", "teacher.yaml");
        byte[] weights = File.ReadAllBytes(_folder.In("runs/tiny-teacher-seed0/checkpoint.safetensors"));
        weights[^1] ^= 1; // Its checksum would be found wrong.
        for (int i = 0; i < 200; i++)
        {
            foreach (string file in (string[])["recipe.yaml", "metrics.jsonl"])
            {
                Directory.CreateDirectory(_folder.In($"many/{i}"));
                File.Copy(_folder.In($"runs/tiny-teacher-seed0/{file}"), _folder.In($"many/{i}/{file}"));
            }

            File.WriteAllBytes(_folder.In($"many/{i}/checkpoint.safetensors"), weights);
        }

        string text = _folder.Succeed("runs", "many");

        Assert.Contains("many: 200 runs, 200 finished.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_runs_it_says_so()
    {
        Assert.Contains("There is no folder 'runs' here", _folder.Succeed("runs"), StringComparison.Ordinal);
        Assert.Contains("missing: there is no such folder", _folder.Refuse("runs", "missing"), StringComparison.Ordinal);
        Directory.CreateDirectory(_folder.In("runs"));
        Assert.Equal("runs: 0 runs, 0 finished.\n", _folder.Succeed("runs"));
    }

    /// <summary>A copy of a run of whose recipe more epochs are wanted than are done.</summary>
    private string Half(string run, string name)
    {
        Directory.CreateDirectory(_folder.In($"runs/{name}"));
        foreach (string file in Directory.GetFiles(_folder.In($"runs/{run}")))
        {
            File.Copy(file, _folder.In($"runs/{name}/{Path.GetFileName(file)}"));
        }

        string recipe = _folder.In($"runs/{name}/recipe.yaml");
        File.WriteAllText(recipe, File.ReadAllText(recipe).Replace("epochs: 2", "epochs: 5", StringComparison.Ordinal));
        return _folder.In($"runs/{name}");
    }

    private static int Number(JsonElement line, string key) => line.GetProperty(key).GetInt32();

    private JsonElement[] Lines(params string[] arguments) => [.. _folder.Succeed(arguments).TrimEnd().Split('\n').Select(line => JsonElement.Parse(line))];
}
