using System.Text.Json;
using System.Text.RegularExpressions;
using SpikeDistill.Distillation;

namespace SpikeDistill.Cli.Tests.Comparisons;

/// <summary><c>compare</c> on networks that train in a moment.</summary>
public sealed partial class CompareTests : IDisposable
{
    private static readonly string Recipe = Path.Combine(Repository.Root, "recipes", "compare-synthetic-tiny.yaml");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tables_are_the_same_with_one_job_and_with_two()
    {
        string output = _folder.Succeed("compare", Recipe, "--out", "one", "--threads", "1");
        _folder.Succeed("compare", Recipe, "--out", "two", "--jobs", "2", "--threads", "2");

        Assert.Contains("6 of 6 runs finished; seeds 0, 1.", output, StringComparison.Ordinal);
        Assert.Contains(
            "6 runs, teacher teacher-synthetic-tiny-seed0 (trained before them, 4 epochs); 1 side by side on 1 thread ", output, StringComparison.Ordinal);
        Assert.Contains("[tser-seed1] epoch 2/2  loss ", output, StringComparison.Ordinal);
        Assert.Contains("(7 of 7)", output, StringComparison.Ordinal);
        Assert.Equal(Cells("one/table.csv"), Cells("two/table.csv"));
        Assert.Equal(File.ReadAllText(_folder.In("one/differences.csv")), File.ReadAllText(_folder.In("two/differences.csv")));
        foreach (string run in (string[])["teachers/teacher-synthetic-tiny-seed0", "runs/ce-seed0", "runs/vanilla_kd-seed1", "runs/tser-seed1"])
        {
            Assert.Equal(File.ReadAllBytes(_folder.In($"one/{run}/weights.safetensors")), File.ReadAllBytes(_folder.In($"two/{run}/weights.safetensors")));
        }

        string table = File.ReadAllText(_folder.In("one/table.md"));
        Assert.All(output.Split('\n'), line => Assert.DoesNotContain('|', line));
        Assert.Matches(@"\n teacher teacher-synthetic-tiny-seed0 +- +200 +\d+\.\d\d +- +- *\n", output);
        Assert.Matches(@"\n tser +2 +200 +\d+\.\d\d ± \d+\.\d\d +[+-]\d+\.\d\d +\[[+-]\d+\.\d\d, [+-]\d+\.\d\d\] *\n", output);
        Assert.Contains("one/table.md", output, StringComparison.Ordinal);
        Assert.Contains("spikedistill compare", table, StringComparison.Ordinal);
        Assert.Matches(@"\| teacher teacher-synthetic-tiny-seed0 +\| +- \| +200 \| +\d+\.\d\d \|", table);
        Assert.Matches(@"\| tser +\| +2 \| +200 \| +\d+\.\d\d ± \d+\.\d\d \|", table);
        Assert.Matches(@"\| tser +\| +test % \| +2 \| +[+-]\d+\.\d\d \| +\[[+-]\d+\.\d\d, [+-]\d+\.\d\d\] \| +\d+\.\d\d \|", table);
        Assert.Contains("power 80 %", table, StringComparison.Ordinal);

        JsonElement json = JsonElement.Parse(File.ReadAllText(_folder.In("one/table.json")));
        JsonElement tser = json.GetProperty("variants")[2];
        Assert.Equal(["public-code", "tser"], new[] { "preset", "method" }.Select(key => tser.GetProperty(key).GetString()!));
        double[] accuracies =
        [
            .. tser.GetProperty("runs")
                .EnumerateArray()
                .Select(run => run.GetProperty("result").GetProperty("evaluation").GetProperty("accuracy").GetDouble()),
        ];
        Assert.Equal(accuracies.Average(), tser.GetProperty("measures").GetProperty("accuracy").GetProperty("mean").GetDouble(), 12);
        double Mean(string measure) => tser.GetProperty("measures").GetProperty(measure).GetProperty("mean").GetDouble();
        Assert.Equal(Mean("accuracy") - Mean("mean_step_accuracy"), Mean("averaging_gain"), 12);
        Assert.Equal(
            tser.GetProperty("runs").EnumerateArray().Average(run => run.GetProperty("result").GetProperty("evaluation").GetProperty("loss").GetDouble()),
            Mean("negative_log_likelihood"),
            12);
        Assert.Equal(
            Math.Abs(accuracies[0] - accuracies[1]) / Math.Sqrt(2),
            tser.GetProperty("measures").GetProperty("accuracy").GetProperty("deviation").GetDouble(),
            12);
        Assert.InRange(json.GetProperty("teachers")[0].GetProperty("train_accuracy").GetDouble(), 0, 1);
    }

    [Fact]
    public void Interrupted_comparison_goes_on_and_trains_nothing_twice()
    {
        string[] command = ["compare", Recipe, "--out", "run", "--set", "training.epochs=8", "--jobs", "2"];
        using (SpikeDistillProcess first = SpikeDistillProcess.Start(_folder.Path, command))
        {
            first.WaitForLine("[vanilla_kd-seed0] epoch 2/8");
            first.Interrupt();
            (int code, string output, string errors) = first.Finish();

            Assert.Equal(130, code);
            Assert.Contains("--resume", errors, StringComparison.Ordinal);
            Assert.DoesNotContain("FAILED", output, StringComparison.Ordinal);
            Assert.False(File.Exists(_folder.In("run/runs/tser-seed1/recipe.yaml")));
            Assert.True(File.Exists(_folder.In("run/table.md")));
        }

        Assert.Contains("Continue the comparison in it with --resume", _folder.Fail(2, command).Errors, StringComparison.Ordinal);
        string resumed = _folder.Succeed([.. command, "--resume"]);
        Assert.Contains("[teacher teacher-synthetic-tiny-seed0] ", resumed, StringComparison.Ordinal);
        Assert.DoesNotContain("[teacher teacher-synthetic-tiny-seed0] epoch", resumed, StringComparison.Ordinal);
        Assert.DoesNotContain("[vanilla_kd-seed0] epoch 1/8", resumed, StringComparison.Ordinal);
        Assert.Contains("6 of 6 runs finished", resumed, StringComparison.Ordinal);

        _folder.Succeed("compare", Recipe, "--out", "whole", "--set", "training.epochs=8");
        Assert.Equal(Cells("whole/table.csv"), Cells("run/table.csv"));
        Assert.Equal(
            File.ReadAllBytes(_folder.In("whole/runs/vanilla_kd-seed0/weights.safetensors")),
            File.ReadAllBytes(_folder.In("run/runs/vanilla_kd-seed0/weights.safetensors")));
    }

    [Fact]
    public void A_failed_run_is_told_and_the_others_go_on()
    {
        (string output, _) = _folder.Fail(
            1, "compare", Recipe, "--out", "run", "--set", "seeds=[0]", "--set", "variants.wild.training={learning_rate: 1e30}", "--set",
            "variants.ce.training.epochs=1");

        Assert.Contains("wild-seed0 FAILED: The loss is no longer a number", output, StringComparison.Ordinal);
        Assert.Contains("3 of 4 runs finished; seeds 0.", output, StringComparison.Ordinal);
        string table = File.ReadAllText(_folder.In("run/table.md"));
        Assert.Contains("wild-seed0 failed: The loss is no longer a number", table, StringComparison.Ordinal);
        Assert.Contains("With one seed no interval exists", table, StringComparison.Ordinal);
        Assert.Matches(@"\| wild +\| +0 \| +- \| +- \|", table);
    }

    [Fact]
    public void Tables_that_cannot_be_written_stop_no_run()
    {
        string[] command = ["compare", Recipe, "--out", "run", "--set", "training.epochs=1", "--resume"];
        _folder.Succeed([.. command, "--set", "seeds=[0]"]);
        File.Delete(_folder.In("run/table.md"));
        Directory.CreateDirectory(_folder.In("run/table.md"));

        (string output, string errors) = _folder.Fail(1, [.. command, "--jobs", "2"]);

        Assert.Contains("6 of 6 runs finished", output, StringComparison.Ordinal);
        Assert.Equal(2, output.Split("warning: the tables cannot be written: ").Length);
        Assert.StartsWith("error: ", errors);
        Assert.Contains("run: the tables cannot be written: ", errors, StringComparison.Ordinal);
        Assert.Contains("the same command with --resume writes the tables", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));

        Directory.Delete(_folder.In("run/table.md"));
        Assert.DoesNotContain("epoch 1/1", _folder.Succeed(command), StringComparison.Ordinal);
        Assert.Contains("6 of 6 runs finished", File.ReadAllText(_folder.In("run/table.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Students_of_a_failed_teacher_are_not_started()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher.Replace("batch_size: 16", "batch_size: 16, learning_rate: 1e30", StringComparison.Ordinal));
        _folder.Write("student.yaml", TinyRecipes.Student);
        _folder.Write("compare.yaml", "base: student.yaml\nvariants: {ce: {objective: {method: cross_entropy}}, tser: }\n");

        (string output, _) = _folder.Fail(1, "compare", "compare.yaml");

        Assert.Contains("tser-seed0 FAILED: not started, because the teacher tiny-teacher-seed0 failed.", output, StringComparison.Ordinal);
        Assert.Contains("1 of 2 runs finished", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Teachers_of_teachers_are_trained_in_the_comparisons_folder()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        _folder.Write("assistant.yaml", TinyRecipes.Assistant);
        _folder.Write("student.yaml", TinyRecipes.Student.Replace("teacher.yaml", "assistant.yaml", StringComparison.Ordinal));
        _folder.Write("compare.yaml", "base: student.yaml\nseeds: [0, 1]\nteacher_per_seed: true\nvariants: {tser: }\n");

        string output = _folder.Succeed("compare", "compare.yaml", "--jobs", "2", "--threads", "2");

        Assert.Contains("2 of 2 runs finished", output, StringComparison.Ordinal);
        Assert.Equal(
            ["tiny-assistant-seed0", "tiny-assistant-seed1", "tiny-teacher-seed0", "tiny-teacher-seed1"],
            Directory.GetDirectories(_folder.In("runs/compare/teachers")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal([_folder.In("runs/compare")], Directory.GetDirectories(_folder.In("runs")));
    }

    [Fact]
    public void A_teacher_that_is_there_is_taken_with_its_accuracies()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        _folder.Write("student.yaml", TinyRecipes.Student.Replace("recipe: teacher.yaml", "checkpoint: runs/tiny-teacher-seed0", StringComparison.Ordinal));
        _folder.Write("compare.yaml", "base: student.yaml\nvariants: {tser: }\n");
        _folder.Succeed("train", "teacher.yaml");
        string weights = _folder.In("runs/tiny-teacher-seed0/weights.safetensors");
        File.Copy(weights, _folder.In("mine.safetensors"));

        Assert.Matches(@"\n teacher runs/tiny-teacher-seed0 +- +40 +\d+\.\d\d ", _folder.Succeed("compare", "compare.yaml"));
        string measured = _folder.Succeed("compare", "compare.yaml", "--set", "teacher.checkpoint=mine.safetensors", "--out", "again");

        Assert.Contains(
            "mine.safetensors is measured on the 40 test images of the variants and on all training images of synthetic.", measured, StringComparison.Ordinal);
        Assert.Matches(@"\] evaluating \(test\), \d+\.\d % right: 40 of 40 images \(100 %\)", measured);
        Assert.Matches(@"\] evaluating \(train\), \d+\.\d % right: [\d,]+ of [\d,]+ images \(100 %\)", measured);
        Assert.Matches(@"\n teacher mine\.safetensors +- +40 +\d+\.\d\d ", measured);
        Assert.False(Directory.Exists(_folder.In("again/teachers")));
    }

    [Fact]
    public void Json_is_one_object_a_line_and_ends_with_the_tables()
    {
        string output = _folder.Succeed("compare", Recipe, "--out", "run", "--set", "seeds=[4]", "--json", "--jobs", "2");

        JsonElement[] lines = [.. output.TrimEnd().Split('\n').Select(line => JsonElement.Parse(line))];
        Assert.Equal("comparison_started", lines[0].GetProperty("event").GetString());
        Assert.Equal(4, lines.Count(line => line.GetProperty("event").GetString() == "run_ended"));
        Assert.All(
            lines[1..^1],
            line => Assert.Contains(
                line.GetProperty("run").GetString()!, (string[])["teacher teacher-synthetic-tiny-seed0", "ce-seed4", "vanilla_kd-seed4", "tser-seed4"]));
        Assert.Equal(
            ["ce-seed4", "ce-seed4"],
            lines.Where(
                line => line.GetProperty("event").GetString() == "epoch"
                    && line.GetProperty("name").GetString() == "ce-seed4").Select(line => line.GetProperty("run").GetString()));
        Assert.Equal("comparison", lines[^1].GetProperty("event").GetString());
        Assert.Equal(3, lines[^1].GetProperty("finished_runs").GetInt32());
        Assert.Equal(JsonValueKind.Null, lines[^1].GetProperty("differences")[0].GetProperty("difference").GetProperty("low").ValueKind);
    }

    [Fact]
    public void A_changed_recipe_is_told_before_anything_starts()
    {
        _folder.Succeed("compare", Recipe, "--out", "run", "--set", "seeds=[0]", "--set", "training.epochs=1");
        string[] before = [.. Directory.EnumerateFiles(_folder.In("run"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

        (string output, string errors) = _folder.Fail(
            2, "compare", Recipe, "--out", "run", "--resume", "--set", "seeds=[1, 0]", "--set", "training.epochs=1", "--set", "training.learning_rate=0.3");

        Assert.Empty(output);
        Assert.Contains("3 of its runs cannot be gone on with, so nothing was started", errors, StringComparison.Ordinal);
        Assert.Equal(3, errors.Split("'training.learning_rate' is ").Length - 1);
        Assert.Contains("and 0.3 here", errors, StringComparison.Ordinal);
        Assert.Equal(before, Directory.EnumerateFiles(_folder.In("run"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Contrasts_are_sums_over_variants_seed_by_seed()
    {
        string output = _folder.Succeed(
            "compare", Recipe, "--out", "run", "--set", "training.epochs=1", "--set",
            "contrasts={effect: {tser: 0.5, vanilla_kd: 0.5, ce: -1}, same: {tser: 1, vanilla_kd: -1}}");

        Assert.Matches(@"\n effect +[+-]\d+\.\d\d +\[[+-]\d+\.\d\d, [+-]\d+\.\d\d\] *\n", output);
        string table = File.ReadAllText(_folder.In("run/table.md"));
        Assert.Matches(@"\| effect +\| +test % +\| +2 \| +[+-]\d+\.\d\d \| +\[[+-]\d+\.\d\d, [+-]\d+\.\d\d\] \| +\d+\.\d\d \|", table);
        Assert.Contains("effect = +0.5 tser +0.5 vanilla_kd -1 ce; same = +1 tser -1 vanilla_kd.", table, StringComparison.Ordinal);
        JsonElement json = JsonElement.Parse(File.ReadAllText(_folder.In("run/table.json")));
        double Mean(int variant) => json.GetProperty("variants")[variant].GetProperty("measures").GetProperty("accuracy").GetProperty("mean").GetDouble();
        JsonElement first = json.GetProperty("contrasts")[0];
        Assert.Equal(("effect", "accuracy"), (first.GetProperty("contrast").GetString(), first.GetProperty("measure").GetString()));
        Assert.Equal((0.5 * Mean(2)) + (0.5 * Mean(1)) - Mean(0), first.GetProperty("difference").GetProperty("mean").GetDouble(), 12);
    }

    [Fact]
    public void Every_method_is_compared_and_says_how_faithful_it_is()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        _folder.Write("student.yaml", TinyRecipes.Student);
        _folder.Write("compare.yaml", $"base: student.yaml\ngrid: {{objective.method: [{string.Join(", ", Methods.All.Select(method => method.Name))}]}}\n");

        // With a share of the only epoch, LaSNN's labels would never count.
        string output = _folder.Succeed(
            "compare", "compare.yaml", "--out", "run", "--set", "training.epochs=1", "--set", "objective.feature_share=0", "--set",
            "training.evaluate_train=true");

        Assert.Contains($"{Methods.All.Count} of {Methods.All.Count} runs finished", output, StringComparison.Ordinal);
        string table = File.ReadAllText(_folder.In("run/table.md"));
        Assert.All(Methods.All, method => Assert.Contains($"\n{method.Name}: ", table, StringComparison.Ordinal));
        Assert.Contains("lasnn: LaSNN (Hong et al. 2023); approximation: no public code", table, StringComparison.Ordinal);
        Assert.All(
            (string[])[
                "mean of steps %", "gain of averaging %", "spread %", "NLL", "calibration error %", "firing %", "mean of layers' firing %", "energy mJ",
                "s/batch", "train %", "plain train %", "agreement %", "right where teacher wrong %", "copied wrong %"],
            column => Assert.Contains($" {column} |", table, StringComparison.Ordinal));
        JsonElement json = JsonElement.Parse(File.ReadAllText(_folder.In("run/table.json")));
        Assert.All(json.GetProperty("variants").EnumerateArray(), variant => Assert.NotEmpty(variant.GetProperty("fidelity").GetString()!));
    }

    [Fact]
    public void Missing_data_is_told_before_anything_starts()
    {
        (string output, string errors) = _folder.Fail(2, "compare", Recipe, "--set", "data.set=cifar10", "--out", "run", "--data-dir", _folder.Path);

        Assert.Contains("CIFAR-10", errors, StringComparison.Ordinal);
        Assert.Empty(output);
        Assert.False(Directory.Exists(_folder.In("run")));
    }

    /// <summary>A table without what depends on the clock and the command's options.</summary>
    private string[] Cells(string file)
    {
        string[][] rows = [.. File.ReadAllLines(_folder.In(file)).Select(line => Quoted().Replace(line, "").Split(','))];
        return [
            .. rows.Select(
                row => string.Join(
                    ',',
                    row.Where((_, column) => !rows[0][column].StartsWith("seconds_per_batch", StringComparison.Ordinal) && rows[0][column] != "command")))];
    }

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();
}
