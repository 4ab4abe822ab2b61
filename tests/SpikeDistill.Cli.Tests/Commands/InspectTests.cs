using System.Text.Json;
using SpikeDistill.Distillation;
using SpikeDistill.Interop.SafeTensors;

namespace SpikeDistill.Cli.Tests.Commands;

/// <summary><c>inspect</c> and <c>recipes</c>.</summary>
public sealed class InspectTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_says_what_it_is()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        _folder.Write("student.yaml", TinyRecipes.Student);
        _folder.Succeed("train", "student.yaml");

        string run = _folder.Succeed("inspect", "runs/tiny-student-seed0");
        Assert.All(
            [
                "run: tiny-student, seed 0, 2 of 2 epochs finished", "objective: tser (public-code): 0.5 cross_entropy + 0.5 distillation + ",
                "preset public-code: TSER's terms as public code has them",
                "data set: synthetic (train size 10000, ", "), augmentation crop (padding 4), flip",
                "epoch 2: train ", "epoch 2: test ", "environment: SpikeDistill ",
                "weights of SpikeDistill, format ", "checksum verified", "network: resnet [1], width 4, stem stride 4, ", "spiking, T 2, ",
                " parameters",
                "neuron: lif, detach reset false, threshold 1, reset hard, reset value 0, time constant 2, decay input false, surrogate sigmoid",
                "trained on: synthetic"],
            part => Assert.Contains(part, run, StringComparison.Ordinal));
        Assert.Contains(
            "state: 2 epochs finished, 0 batches of the next",
            _folder.Succeed("inspect", "runs/tiny-student-seed0/checkpoint.safetensors"),
            StringComparison.Ordinal);

        JsonElement json = JsonElement.Parse(_folder.Succeed("inspect", "runs/tiny-student-seed0/weights.safetensors", "--json"));
        Assert.Equal(2, json.GetProperty("run").GetProperty("finished_epochs").GetInt32());
        Assert.True(json.GetProperty("file").GetProperty("checksum_verified").GetBoolean());
        Assert.Equal(2, json.GetProperty("file").GetProperty("own").GetProperty("network").GetProperty("timesteps").GetInt32());
        Assert.True(json.GetProperty("file").GetProperty("tensors").GetArrayLength() > 10);
    }

    [Theory]
    [InlineData("width: 4", "width: 8", "'network.width' is 8 in recipe.yaml and 4 in weights.safetensors")]
    [InlineData("time_constant: 2", "time_constant: 3", "'neuron.time_constant' is 3 in recipe.yaml and 2 in weights.safetensors")]
    [InlineData("epochs: 2", "epochs: 1", "'training.epochs' is 1 in recipe.yaml, but 2 epochs are finished")]
    public void A_recipe_that_was_changed_by_hand_is_told_of(string old, string changed, string told)
    {
        _folder.Write("student.yaml", TinyRecipes.Student);
        _folder.Succeed("train", "student.yaml", "--out", "run", "--set", "objective={method: cross_entropy}", "--set", "teacher=~");
        Assert.DoesNotContain("warning", _folder.Succeed("inspect", "run"), StringComparison.Ordinal);
        string recipe = File.ReadAllText(_folder.In("run/recipe.yaml"));
        Assert.Contains(old, recipe, StringComparison.Ordinal);

        File.WriteAllText(_folder.In("run/recipe.yaml"), recipe.Replace(old, changed, StringComparison.Ordinal));

        Assert.Contains($"warning: {told}: the recipe was changed", _folder.Succeed("inspect", "run"), StringComparison.Ordinal);
        JsonElement json = JsonElement.Parse(_folder.Succeed("inspect", "run", "--json"));
        Assert.Equal(told, json.GetProperty("run").GetProperty("disagreement").GetString());
    }

    [Fact]
    public void Any_other_safetensors_file_shows_its_tensors()
    {
        SafeTensorsWriter writer = new();
        writer.Add("conv.weight", [2, 3], new float[6]);
        writer.Metadata["format"] = "pt";
        writer.Save(_folder.In("foreign.safetensors"));

        string text = _folder.Succeed("inspect", "foreign.safetensors");

        Assert.All(
            ["not of SpikeDistill; 1 tensors", "no checksum to verify", "  format: pt", "  conv.weight F32 [2, 3]"],
            part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Damage_is_told()
    {
        _folder.Write("teacher.yaml", TinyRecipes.Teacher);
        _folder.Succeed("train", "teacher.yaml", "--out", "run");
        string weights = _folder.In("run/weights.safetensors");
        byte[] bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 1;
        File.WriteAllBytes(weights, bytes);

        Assert.Contains("does not have the checksum", _folder.Refuse("inspect", "run"), StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(weights));
    }

    [Fact]
    public void Recipes_are_listed_from_beside_the_program()
    {
        string text = SpikeDistillProcess.Run(_folder.Path, "recipes").Output;

        string folder = Path.Combine(Repository.Root, "recipes");
        string[] shipped =
        [
            .. Directory.GetFiles(folder, "*.yaml", SearchOption.AllDirectories)
                .Where(file => Path.GetFileName(file) != "entry.yaml")
                .Select(file => Path.ChangeExtension(Path.GetRelativePath(folder, file), null))
                .OrderBy(name => name.Count(letter => letter == '/'))
                .ThenBy(name => name, StringComparer.Ordinal),
        ];
        string[] rows = text.Split("\n\n")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(shipped, rows.SkipWhile(line => line[0] == ' ').Skip(1).TakeWhile(line => line.Trim().Length > 0).Select(line => line.Split(' ')[1]));
        Assert.Contains("compare-synthetic-tiny  ", text, StringComparison.Ordinal);
        Assert.Matches(@"  kdsnn: .*\n +KDSNN \(Xu et al\., CVPR 2023\); approximation: no public code", text);
        JsonElement[] lines = [.. _folder.Succeed("recipes", "--json").TrimEnd().Split('\n').Select(line => JsonElement.Parse(line))];
        JsonElement[] recipes = [.. lines.Where(line => line.TryGetProperty("path", out _))];
        Assert.Equal(shipped, recipes.Select(line => line.GetProperty("name").GetString()));
        Assert.All(recipes, line =>
        {
            Assert.True(File.Exists(line.GetProperty("path").GetString()));
            Assert.EndsWith(".", line.GetProperty("description").GetString(), StringComparison.Ordinal);
        });
        Assert.Equal(Methods.All.Select(method => method.Name), lines.Skip(recipes.Length).Select(line => line.GetProperty("method").GetString()!));
    }
}
