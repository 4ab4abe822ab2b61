using SpikeDistill.Cli.Runs;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Recipes;
using SpikeDistill.Reference;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Tests.Runs;

/// <summary>A model of ONNX as the teacher that a recipe names. What it computes is held in SpikeDistill.Onnx.Tests.</summary>
public sealed class OnnxTeacherRunTests : IDisposable
{
    private const string Teacher = "teacher: {onnx: vit.onnx, logits: logits, features: [tokens], mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25]}";

    private readonly TemporaryFolder _folder = new();

    public OnnxTeacherRunTests()
    {
        File.WriteAllBytes(_folder.In("vit.onnx"), ZippedFixture.Read("onnx", "vit.onnx"));
        Write(Teacher);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_recipe_names_it_and_its_run_is_stopped_and_goes_on_to_the_same_bits()
    {
        _folder.Succeed("train", "student.yaml", "--out", "whole");
        _folder.Succeed("train", "student.yaml", "--out", "parts", "--set", "training.epochs=1");
        _folder.Succeed("train", "parts", "--extend", "1");
        Assert.Contains("onnx: " + _folder.In("vit.onnx"), File.ReadAllText(_folder.In("whole/recipe.yaml")), StringComparison.Ordinal);
        _folder.Succeed("train", "student.yaml", "--out", "again", "--threads", "1");
        Assert.Equal(File.ReadAllBytes(_folder.In("whole/weights.safetensors")), File.ReadAllBytes(_folder.In("again/weights.safetensors")));

        string told = _folder.Succeed("evaluate", "whole", "--teacher", "{onnx: vit.onnx, logits: logits}");
        Assert.Contains("the student gives the teacher's class on", told, StringComparison.Ordinal);

        // The model is another: the run that was begun with it is not gone on with.
        File.WriteAllBytes(_folder.In("vit.onnx"), ZippedFixture.Read("onnx", "resnet.onnx"));
        TestTerminal terminal = new(_folder.Path);
        Assert.Equal(2, CommandLine.Run(["train", "parts", "--extend", "1"], terminal.Terminal));
        Assert.Contains("has no output 'tokens'; it gives logits, stage3.", terminal.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void What_tells_its_classes_is_the_model_that_teaches()
    {
        using Engine engine = new(1);
        ExperimentSettings settings = Recipe.Load("student.yaml", [], _folder.Path, ProgramCatalog.Shipped);
        using RunTeacher teacher = RunTeacher.Of(settings, _folder.Path, engine, ProgramCatalog.Shipped)!;
        Assert.Equal((engine, teacher.Network), (teacher.Model!.Engine, teacher.Model.Settings));
    }

    [Fact]
    public void A_comparison_measures_it_once_and_teaches_with_it()
    {
        _folder.Write(
            "compare.yaml",
            """
            name: two
            base: student.yaml
            seeds: [0, 1]
            variants:
              kd: {objective: {method: vanilla_kd}}
              tser: {objective: {method: tser}}
            """);
        string told = _folder.Succeed("compare", "compare.yaml", "--out", "compared");
        Assert.Contains("The teacher " + _folder.In("vit.onnx") + " is measured", told, StringComparison.Ordinal);
        string table = File.ReadAllText(_folder.In("compared/table.md"));
        Assert.Contains("vit.onnx", table, StringComparison.Ordinal);

        string[] again = ["compare", "compare.yaml", "--out", "compared", "--resume"];
        Assert.DoesNotContain("is measured", _folder.Succeed(again), StringComparison.Ordinal);
        string taken = File.ReadAllText(_folder.In("compared/table.md")).Replace(" --resume", "", StringComparison.Ordinal); // In the command that it names.
        Assert.Equal(table, taken);
        File.SetLastWriteTimeUtc(_folder.In("vit.onnx"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Contains("is measured", _folder.Succeed(again), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("teacher: {onnx: vit.onnx}", "say with 'logits' which gives the logits: logits, tokens")]
    [InlineData("teacher: {onnx: gone.onnx}", "there is no such file; expected a model of ONNX")]
    [InlineData("teacher: {onnx: vit.onnx, logits: logits, classes: [0, 1]}", "knows 2 classes, the student 10")]
    [InlineData("teacher: {logits: logits}", "names none; add 'onnx: <file>'")]
    [InlineData("teacher: {onnx: vit.onnx, checkpoint: student}", "'teacher' has both a 'checkpoint' and keys of a model of ONNX")]
    public void Mistakes_are_one_message(string teacher, string told)
    {
        Write(teacher);
        TestTerminal terminal = new(_folder.Path);
        Assert.Equal(2, CommandLine.Run(["train", "student.yaml", "--out", "run"], terminal.Terminal));
        Assert.Contains(told, terminal.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.In("run")));
    }

    private void Write(string teacher)
        => _folder.Write(
            "student.yaml",
            TinyRecipes.Student.Replace("teacher: {recipe: teacher.yaml}", teacher, StringComparison.Ordinal)
                .Replace("{set: synthetic,", "{set: synthetic, classes: 10,", StringComparison.Ordinal));
}
