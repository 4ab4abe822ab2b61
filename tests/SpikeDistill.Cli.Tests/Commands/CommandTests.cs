using System.Text.Json;
using SpikeDistill.Data;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Tests.Commands;

/// <summary>The commands within this process, on networks that train in a moment.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CommandTests()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        _folder.Write("student.yaml", TinyRecipes.Student);
        Array.ForEach(["empty.pth", "empty.onnx", "empty.nir"], name => _folder.Write(name, ""));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_that_diverges_says_so_once()
    {
        TestTerminal terminal = new(_folder.Path);
        Assert.Equal(1, CommandLine.Run(["train", "teacher.yaml", "--set", "training.learning_rate=1e30"], terminal.Terminal));
        Assert.Contains("error: The loss is no longer a number in epoch 1", terminal.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("no longer a number", terminal.Output, StringComparison.Ordinal);
        Assert.Single(terminal.Errors.Split("no longer a number").Skip(1));
    }

    [Theory]
    [InlineData("evlauate", "unknown command, option or argument 'evlauate'. Did you mean 'evaluate'?")]
    [InlineData("train student.yaml --trheads 2", "'--trheads'. Did you mean '--threads'?")]
    [InlineData("train", "RECIPE")]
    [InlineData("train student.yaml --out ", "A file or folder is named by nothing ('')")]
    [InlineData("train ", "A file or folder is named by nothing ('')")]
    [InlineData("compare ", "A file or folder is named by nothing ('')")]
    [InlineData("report ", "A file or folder is named by nothing ('')")]
    [InlineData("train student.yaml --threads 0", "--threads must be a whole number from 1 to 1024, not 0")]
    [InlineData("train student.yaml --threads many", "--threads must be a whole number from 1 to 1024, not 'many'")]
    [InlineData("train student.yaml --threads 99999999999999999999", "--threads must be a whole number from 1 to 1024, not '99999999999999999999'")]
    [InlineData("demo --seed none", "--seed must be a whole number of at least 0, not 'none'")]
    [InlineData("train student.yaml --trheads=2", "'--trheads=2'. Did you mean '--threads'?")]
    [InlineData("train --rseume student.yaml", "unknown command, option or argument '--rseume'. Did you mean '--resume'?")]
    [InlineData("train --rseume", "unknown command, option or argument '--rseume'. Did you mean '--resume'?")]
    [InlineData("evaluate none --batch-size 0", "unknown command, option or argument '--batch-size'.")]
    [InlineData("train none.yaml", "none.yaml: there is no such file. 'spikedistill recipes' lists those to start from.")]
    [InlineData("train student.yaml --set training.epohcs=1", "--set training.epohcs: unknown key")]
    [InlineData("train student.yaml --set teacher.recipe=~ --set teacher.checkpoint=nowhere", "nowhere")]
    [InlineData("train student.yaml --set data.set=cifar10 --set training.epochs=1", "CIFAR-10")]
    [InlineData("evaluate none", "none")]
    [InlineData("evaluate teacher.yaml", "teacher.yaml")]
    [InlineData("evaluate none --split all", "all")]
    [InlineData("train student.yaml --save-every -1", "--save-every must be a time from 0s to 24h, such as 30s, 4m or 1h30m, not '-1'")]
    [InlineData("train student.yaml --save-every often", "not 'often'")]
    [InlineData(
        "train student.yaml --set network.width=4096 --set network.blocks=[1,1,1,1,1,1]",
        "The run needs about",
        "Lower training.batch_size (now 16), network.timesteps (now 2) or network.width (now 4096)")]
    [InlineData("compare", "RECIPE")]
    [InlineData("compare none.yaml", "none.yaml: there is no such file")]
    [InlineData("compare none.yaml --jobs 0", "--jobs must be a whole number from 1 to 256, not 0")]
    [InlineData("compare student.yaml", "unknown key 'data' in a recipe")]
    [InlineData("inspect none", "there is no such file or folder")]
    [InlineData("inspect .", "is no run folder")]
    [InlineData("inspect empty.pth", "empty.pth': the file is empty. It was not written to its end, or not copied")]
    [InlineData("inspect empty.onnx", "the file is empty.")]
    [InlineData("inspect empty.nir", "the file is empty.")]
    [InlineData("inspect teacher.yaml", "is a recipe", "holds no weights")]
    [InlineData("demo --budget soon", "such as 30s, 4m or 1h30m, not 'soon'")]
    [InlineData("demo --budget 0s", "from 1s to 24h")]
    [InlineData("demo --seed -1", "--seed")]
    [InlineData("demo --out .", "the folder is not empty")]
    [InlineData("demo --out student.yaml", "student.yaml: is a file; runs need a folder. Choose one with --out.")]
    [InlineData("demo --out student.yaml/x", "student.yaml: is a file; runs need a folder.")]
    [InlineData("train student.yaml --out teacher.yaml/x/y", "teacher.yaml: is a file; a run needs a folder. Choose a folder with --out.")]
    [InlineData("train student.yaml --out teacher.yaml/x --resume", "teacher.yaml: is a file; a run needs a folder.")]
    [InlineData("compare compare-synthetic-tiny --out teacher.yaml/x", "teacher.yaml: is a file; choose a folder with --out.")]
    public void BadUsageReturnsTwoWithOneMessage(string line, params string[] told)
    {
        TestTerminal terminal = new(_folder.Path);

        int code = CommandLine.Run(
            [.. line.Split(' '), .. (string[])(line.StartsWith("train s", StringComparison.Ordinal) ? ["--data-dir", _folder.Path] : [])], terminal.Terminal);

        Assert.Equal(2, code);
        Assert.Empty(terminal.Output);
        Assert.StartsWith("error: ", terminal.Errors);
        Assert.All(told, part => Assert.Contains(part, terminal.Errors, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", terminal.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_command_has_examples()
    {
        foreach (string command in (string[])["demo", "train", "evaluate", "compare", "recipes", "inspect", "profile"])
        {
            TestTerminal terminal = new(_folder.Path);

            Assert.Equal(0, CommandLine.Run([command, "--help"], terminal.Terminal));

            Assert.Contains($"  spikedistill {command}", terminal.Output.Split("Examples:")[1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Student_trains_its_teacher_once_then_is_evaluated()
    {
        string first = _folder.Succeed("train", "student.yaml");
        Assert.StartsWith(
            "The teacher tiny-teacher is trained first: 1 epoch into runs/tiny-teacher-seed0, where it is found from then on. Then tiny-student: 2 epochs.",
            first.ReplaceLineEndings("\n"));
        Assert.Contains("epoch 2/2  loss ", first, StringComparison.Ordinal);
        Assert.Matches(@"distillation -?\d", first);
        Assert.Matches(@"steps \d+\.\d\d \d+\.\d\d %", first);

        string second = _folder.Succeed("train", "student.yaml", "--set", "seed=1");
        Assert.DoesNotContain("trained first", second, StringComparison.Ordinal);

        Assert.All(
            ["runs/tiny-teacher-seed0", "runs/tiny-student-seed0", "runs/tiny-student-seed1"],
            run => Assert.All(
                ["recipe.yaml", "environment.json", "metrics.jsonl", "weights.safetensors"],
                file => Assert.True(File.Exists(_folder.In(Path.Combine(run, file))), run + "/" + file)));

        (string text, string told) = _folder.Follow("evaluate", "runs/tiny-student-seed0");
        Assert.Matches(@"^evaluating \(test\), \d+\.\d % right: 200 of 2,000 images \(10 %\)", told);
        Assert.Matches(@"\nevaluating \(test\), \d+\.\d % right: 2,000 of 2,000 images \(100 %\)", told);
        Assert.StartsWith("data set: synthetic, ", text);
        Assert.Contains("of 2,000 images (mean logits", text, StringComparison.Ordinal);
        Assert.Contains("  step 2: ", text, StringComparison.Ordinal);
        Assert.Matches(@"\nfiring rate: \d+\.\d\d % over all neurons, \d+\.\d\d % as the plain mean of the layers\n", text);
        JsonElement json = JsonElement.Parse(_folder.Succeed("evaluate", "runs/tiny-student-seed0/weights.safetensors", "--json", "--set-name", "synthetic"));
        Assert.Equal(2000, json.GetProperty("evaluation").GetProperty("images").GetInt32());
        Assert.True(json.GetProperty("evaluation").GetProperty("energy_millijoules").GetDouble() > 0);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("evaluation").GetProperty("teacher").ValueKind);

        string compared = _folder.Succeed("evaluate", "runs/tiny-student-seed0", "--teacher", "runs/tiny-teacher-seed0");
        Assert.Matches(@"  mean logits of the first 1 to 2 steps: \d+\.\d\d \d+\.\d\d %", compared);
        Assert.Matches(@"NLL: \d+\.\d{4}; expected calibration error: \d+\.\d\d % \(15 bins; both of the mean logits' softmax\)", compared);
        Assert.Matches(@"teacher: \d+\.\d\d %; the student gives the teacher's class on \d+\.\d\d % of the images", compared);
        Assert.Matches(@"  where the teacher is wrong \(1,\d+ images\): student right \d+\.\d\d %, copies the teacher's wrong class \d+\.\d\d %", compared);
        JsonElement itself = JsonElement.Parse(
            _folder.Succeed("evaluate", "runs/tiny-teacher-seed0", "--teacher", "runs/tiny-teacher-seed0", "--json")).GetProperty("evaluation");
        Assert.Equal(1, itself.GetProperty("teacher").GetProperty("agreement").GetDouble());
        Assert.Equal(1, itself.GetProperty("teacher").GetProperty("copy_rate").GetDouble());
        Assert.Equal(itself.GetProperty("accuracy").GetDouble(), itself.GetProperty("teacher").GetProperty("teacher_accuracy").GetDouble());
        Assert.Equal(itself.GetProperty("accuracy").GetDouble(), itself.GetProperty("prefix_accuracies")[0].GetDouble());
        Assert.Equal(itself.GetProperty("loss").GetDouble(), itself.GetProperty("nll").GetDouble());
        Assert.InRange(itself.GetProperty("calibration_error").GetDouble(), 0, 1);
        Assert.Contains("nowhere", _folder.Refuse("evaluate", "runs/tiny-student-seed0", "--teacher", "nowhere"), StringComparison.Ordinal);
    }

    [Fact]
    public void Training_images_are_those_of_the_run()
    {
        _folder.Succeed("train", "teacher.yaml", "--set", "data.held_out=30", "--set", "training.evaluate_train=true", "--out", "run");
        EpochMetrics measured = RunFolder.Open(_folder.In("run")).ReadMetrics()[^1];

        Assert.Equal((64, measured.TrainEvaluation!.Accuracy, "train", "run"), Evaluated("run", "--split", "train"));
        Assert.Equal((30, measured.Evaluation!.Accuracy, "held-out", "run"), Evaluated("run", "--split", "held_out"));
        (int images, _, string split, string of) = Evaluated("run/weights.safetensors", "--split", "train");
        Assert.Equal((DataSets.Find("synthetic").Describe().TrainImages, "train", "data_set"), (images, split, of));
        (images, _, split, of) = Evaluated("run");
        Assert.Equal((DataSets.Find("synthetic").Describe().TestImages, "test", "data_set"), (images, split, of));

        Assert.Contains("data set: synthetic, the run's training images", _folder.Succeed("evaluate", "run", "--split", "train"), StringComparison.Ordinal);
        Assert.Contains(
            "data set: synthetic, all training images", _folder.Succeed("evaluate", "run/weights.safetensors", "--split", "train"), StringComparison.Ordinal);
        Assert.Contains("data set: synthetic, the run's held-out images", _folder.Succeed("evaluate", "run", "--split", "held_out"), StringComparison.Ordinal);
        Assert.Contains(
            "needs the folder of a run that held images of synthetic out",
            _folder.Refuse("evaluate", "run/weights.safetensors", "--split", "held_out"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Resolved_recipe_trains_to_the_same_weights()
    {
        _folder.Succeed("train", "teacher.yaml");
        _folder.Succeed("train", "runs/tiny-teacher-seed0/recipe.yaml", "--out", "again", "--threads", "1");

        Assert.Equal(File.ReadAllBytes(_folder.In("runs/tiny-teacher-seed0/weights.safetensors")), File.ReadAllBytes(_folder.In("again/weights.safetensors")));
    }

    [Fact]
    public void Demo_ends_with_its_table_its_caution_and_its_folder_and_can_be_repeated()
    {
        string output = _folder.Succeed("demo", "--budget", "1s", "--data-dir", _folder.Path, "--out", "demo", "--seed", "3");

        string[] lines = output.TrimEnd().Split(Environment.NewLine);
        Assert.Contains("the built-in synthetic images", lines[0], StringComparison.Ordinal);
        Assert.Contains("'spikedistill data fetch cifar10'", lines[0], StringComparison.Ordinal);
        string[] rows = [.. lines.Where(line => line.StartsWith(" ANN", StringComparison.Ordinal) || line.StartsWith(" SNN", StringComparison.Ordinal))];
        Assert.Equal(["ANN teacher", "SNN cross-entropy", "SNN vanilla-kd", "SNN tser"], rows.Select(row => row[1..20].Trim()));
        Assert.All(rows, row => Assert.Matches(@"\d mJ +\d", row));
        Assert.Equal("one seed, a few epochs: an illustration, not evidence", lines[^2]);
        Assert.EndsWith("run folder: demo", lines[^1]);
        Assert.Contains("seed: 3", File.ReadAllText(_folder.In("demo/tser/recipe.yaml")), StringComparison.Ordinal);

        _folder.Succeed("train", "demo/tser/recipe.yaml", "--out", "again");
        Assert.Equal(File.ReadAllBytes(_folder.In("demo/tser/weights.safetensors")), File.ReadAllBytes(_folder.In("again/weights.safetensors")));
    }

    [Fact]
    public void Json_is_one_object_a_line_and_nothing_else()
    {
        string output = _folder.Succeed("train", "teacher.yaml", "--json");

        string[] events = [.. output.TrimEnd().Split('\n').Select(line => JsonElement.Parse(line).GetProperty("event").GetString()!)];
        Assert.Equal(["run_started", "memory", "epoch", "run_finished"], events.Where(name => name is not ("warning" or "progress")));
    }

    [Fact]
    public void Another_runs_folder_is_not_touched()
    {
        _folder.Succeed("train", "teacher.yaml", "--out", "run");
        byte[] weights = File.ReadAllBytes(_folder.In("run/weights.safetensors"));

        Assert.Contains("--resume", _folder.Refuse("train", "teacher.yaml", "--out", "run"), StringComparison.Ordinal);
        string other = _folder.Refuse("train", "teacher.yaml", "--out", "run", "--resume", "--set", "training.epochs=5");

        Assert.Contains("other settings: 'training.epochs' is 1 there and 5 here", other, StringComparison.Ordinal);
        Assert.Contains("finished; nothing is left to train", _folder.Succeed("train", "teacher.yaml", "--out", "run", "--resume"), StringComparison.Ordinal);
        Assert.Equal(weights, File.ReadAllBytes(_folder.In("run/weights.safetensors")));
    }

    [Fact]
    public void What_is_wrong_is_told_before_a_teacher_is_trained()
    {
        _folder.Write("taken/notes.txt", "mine");
        _folder.Write(
            "deep.yaml",
            TinyRecipes.Teacher.Replace("blocks: [1]", "blocks: [1, 1]", StringComparison.Ordinal).Replace("tiny-teacher", "deep", StringComparison.Ordinal));
        _folder.Write("elsewhere.yaml", TinyRecipes.Teacher.Replace("set: synthetic", "set: cifar10", StringComparison.Ordinal));

        Assert.Contains("taken: the folder is not empty", _folder.Refuse("train", "student.yaml", "--out", "taken"), StringComparison.Ordinal);
        Assert.Contains(
            "the student has 1 and the teacher 2",
            _folder.Refuse("train", "student.yaml", "--set", "objective.method=kdsnn", "--set", "teacher.recipe=deep.yaml"),
            StringComparison.Ordinal);
        Assert.Contains(
            "is one for cifar10, but the student learns from synthetic",
            _folder.Refuse("train", "student.yaml", "--set", "teacher.recipe=elsewhere.yaml"),
            StringComparison.Ordinal);

        Assert.False(Directory.Exists(_folder.In("runs")));
        Assert.Equal(["notes.txt"], Directory.GetFiles(_folder.In("taken")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_teacher_that_is_not_finished_is_taken_and_told()
    {
        _folder.Succeed("train", "teacher.yaml", "--set", "training.epochs=2");
        string recipe = _folder.In("runs/tiny-teacher-seed0/recipe.yaml");
        File.WriteAllText(recipe, File.ReadAllText(recipe).Replace("epochs: 2", "epochs: 3", StringComparison.Ordinal));

        string output = _folder.Succeed("train", "student.yaml", "--set", "teacher.recipe=~", "--set", "teacher.checkpoint=runs/tiny-teacher-seed0");

        Assert.Contains("stands after epoch 2 of 3; its weights are taken as they are", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Recipes_that_teach_each_other_are_refused()
    {
        _folder.Write(
            "a.yaml", TinyRecipes.Student.Replace("tiny-student", "a", StringComparison.Ordinal).Replace("teacher.yaml", "b.yaml", StringComparison.Ordinal));
        _folder.Write(
            "b.yaml", TinyRecipes.Student.Replace("tiny-student", "b", StringComparison.Ordinal).Replace("teacher.yaml", "a.yaml", StringComparison.Ordinal));

        Assert.Contains("names itself as its teacher", _folder.Fail(2, "train", "a.yaml").Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.In("runs")));
    }

    private (int Images, double Accuracy, string Split, string Of) Evaluated(params string[] arguments)
    {
        JsonElement json = JsonElement.Parse(_folder.Succeed(["evaluate", .. arguments, "--json"])), evaluation = json.GetProperty("evaluation");
        return (
            evaluation.GetProperty("images").GetInt32(),
            evaluation.GetProperty("accuracy").GetDouble(),
            evaluation.GetProperty("split").GetString()!,
            json.GetProperty("images_of").GetString()!);
    }
}
