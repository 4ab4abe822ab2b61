using System.Text.Json;
using SpikeDistill.Runs;

namespace SpikeDistill.Cli.Tests.Comparisons;

/// <summary>Every row of a comparison is of the same images.</summary>
public sealed class ComparedImagesTests : IDisposable
{
    private const string Variants = "name: c\nbase: student.yaml\nvariants: {ce: {objective: {method: cross_entropy}}, tser: }\n";
    private readonly TemporaryFolder _folder = new();

    public ComparedImagesTests()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher.Replace("test_images: 40", "test_images: 100", StringComparison.Ordinal));
        _folder.Write("student.yaml", TinyRecipes.Student);
        _folder.Write("compare.yaml", Variants);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_teacher_is_measured_on_the_images_of_the_variants()
    {
        _folder.Succeed("train", "teacher.yaml", "--set", "data.test_images=40", "--out", "same");
        double known = RunFolder.Open(_folder.In("same")).ReadMetrics()[^1].Evaluation!.Accuracy;

        string output = _folder.Succeed("compare", "compare.yaml");

        Assert.Contains("measured on the 40 test images of the variants.\n", output, StringComparison.Ordinal);
        Assert.Matches(@"\n variant +seeds +images +test % ", output);
        Assert.Matches($@"\n teacher tiny-teacher-seed0 +- +40 +{100 * known:F2} ", output);
        Assert.Matches(@"\n ce +1 +40 +\d", output);
        Assert.Contains("averaged over T on 40 images,", output, StringComparison.Ordinal);
        Assert.Equal((40, known, false), Teacher("runs/c"));
        Assert.Equal(
            ["teacher,40", "variant,40", "variant,40"],
            File.ReadAllLines(_folder.In("runs/c/table.csv")).Skip(1).Select(line => line.Split(',')).Select(cells => $"{cells[0]},{cells[6]}"));
        Assert.Matches(@"\| teacher tiny-teacher-seed0 \| +- \| +40 \| +\d", File.ReadAllText(_folder.In("runs/c/table.md")));

        Assert.DoesNotContain(" epoch 1/", _folder.Succeed("compare", "compare.yaml", "--resume"), StringComparison.Ordinal);
        Assert.Equal((40, known, false), Teacher("runs/c"));
    }

    [Theory]
    [InlineData("runs/tiny-teacher-seed0")]
    [InlineData("runs/tiny-teacher-seed0/weights.safetensors")]
    public void A_teacher_that_is_there_is_too(string place)
    {
        _folder.Succeed("train", "teacher.yaml");

        _folder.Succeed("compare", "compare.yaml", "--set", $"teacher={{checkpoint: {place}}}");

        Assert.Equal(40, Teacher("runs/c").Images);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(50, false)]
    public void A_teacher_that_did_not_hold_the_images_out_itself_may_know_them(int heldOut, bool mayKnow)
    {
        _folder.Write(
            "teacher.yaml", TinyRecipes.Teacher.Replace("test_images: 40", $"held_out: {heldOut}", StringComparison.Ordinal));
        _folder.Write("student.yaml", TinyRecipes.Student.Replace("test_images: 40", "held_out: 50", StringComparison.Ordinal));

        string output = _folder.Succeed("compare", "compare.yaml");

        const string Told = "teacher tiny-teacher-seed0: it did not hold these images out itself, so it may have been trained on them.";
        Assert.Equal(mayKnow, output.Contains(Told, StringComparison.Ordinal));
        Assert.Equal(mayKnow, File.ReadAllText(_folder.In("runs/c/table.md")).Contains(Told, StringComparison.Ordinal));
        Assert.Contains("held-out %", output, StringComparison.Ordinal);
        (int images, _, bool known) = Teacher("runs/c");
        Assert.Equal((50, mayKnow), (images, known));
    }

    private (int Images, double Accuracy, bool MayKnowImages) Teacher(string folder)
    {
        JsonElement teacher = JsonElement.Parse(File.ReadAllText(_folder.In($"{folder}/table.json"))).GetProperty("teachers")[0];
        JsonElement evaluation = teacher.GetProperty("evaluation");
        return (
            evaluation.GetProperty("images").GetInt32(),
            evaluation.GetProperty("accuracy").GetDouble(),
            teacher.GetProperty("may_know_images").GetBoolean());
    }
}
